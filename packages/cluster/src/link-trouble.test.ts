import {expect, test} from 'vitest';
import {Scenario} from './simulation/scenario.ts';

/** Each lasts some seconds, longer than a lease, and ends by itself. */
const troubles: Record<string, (s: Scenario, side: 0 | 1) => void> = {
  'is cut both ways': ({cluster: {wire}, world}) => {
    wire.cut = true;
    wire.breakNow(3000);
    world.scheduler.after(5000, () => (wire.cut = false));
  },
  'is cut from the active on': ({cluster: {wire}, world}, side) => {
    wire.stalled[side] = true;
    world.scheduler.after(5000, () => wire.heal(side));
  },
  'is cut towards the active': ({cluster: {wire}, world}, side) => {
    const other = side === 0 ? 1 : 0;
    wire.stalled[other] = true;
    world.scheduler.after(5000, () => wire.heal(other));
  },
  'is slow': (s) =>
    again(s, 12, 400, ({cluster: {wire}, world}) => {
      wire.stalled[0] = wire.stalled[1] = true;
      world.scheduler.after(380, () => ([0, 1] as const).forEach((side) => wire.heal(side)));
    }),
  flaps: (s) =>
    again(s, 14, 350, ({cluster: {wire}, world}) => {
      wire.cut = true;
      wire.breakNow(100);
      world.scheduler.after(200, () => (wire.cut = false));
    }),
  'is reset over and over': (s) => again(s, 40, 90, ({cluster: {wire}}) => wire.breakNow(60)),
};

function again(s: Scenario, times: number, every: number, what: (s: Scenario) => void): void {
  for (let n = 0; n < times; n++) s.world.scheduler.after(n * every, () => what(s));
}

/** Comes to the phase; answers the end of the active, or of who was. */
const phases: Record<string, (s: Scenario) => Promise<0 | 1>> = {
  'while the second node joins': async (s) => {
    await s.must('an active', () => s.cluster.nodes.some(({role}) => role === 'active'), 5000);
    return s.sideOf(s.active);
  },
  'in sync': async (s) => {
    await s.must('the pair to be in sync', () => s.inSync(), 5000);
    await s.run(700);
    return s.sideOf(s.active);
  },
  'during a takeover from a process that is back at once': async (s) => {
    await s.must('the pair to be in sync', () => s.inSync(), 5000);
    await s.run(700);
    const side = s.sideOf(s.active);
    s.crash(s.active);
    s.restart(s.cluster.nodes[side]);
    return side === 0 ? 1 : 0;
  },
  'during a switchover': async (s) => {
    await s.must('the pair to be in sync', () => s.inSync(), 5000);
    await s.run(700);
    const side = s.sideOf(s.active);
    void s.active.node.switchover();
    await s.run(15);
    return side;
  },
  'while the active leaves': async (s) => {
    await s.must('the pair to be in sync', () => s.inSync(), 5000);
    await s.run(700);
    const side = s.sideOf(s.active);
    const {active} = s;
    void active.node.stop().then(() => s.crash(active)); // the process ends; `nothingIsLostOrDoubled` starts another
    await s.run(15);
    return side;
  },
};

const cases = Object.keys(troubles).flatMap((trouble) => Object.keys(phases).map((phase) => ({trouble, phase})));

test.each(cases)('the link $trouble $phase, and nothing is lost or doubled', async ({trouble, phase}) => {
  for (const seed of [1, 2]) {
    const s = new Scenario(seed);
    const side = await phases[phase]?.(s);
    troubles[trouble]?.(s, side ?? 0);
    await s.run(9000);
    await s.nothingIsLostOrDoubled();
    expect(s.world.violation).toBeUndefined();
  }
});

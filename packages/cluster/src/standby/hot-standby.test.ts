import {expect, test} from 'vitest';
import {must} from '@tandem/base';
import {Scenario} from '../simulation/scenario.ts';

const states = (s: Scenario): number[] => [s.active, s.passive].map((n) => n.machine.step.sequence);

test('the passive has applied what the active has, a moment later', async () => {
  const s = await Scenario.inSync();
  await s.run(3000);
  s.quiet();
  await s.run(3000);
  const [active, passive] = states(s);
  expect(active).toBeGreaterThan(60);
  expect(passive).toBe(active);
  expect(s.passive.machine.step).toBe(s.active.machine.step);
  expect(s.passive.node.status().standby).toMatchObject({mode: 'hot', following: true, applied: active});
  expect(s.active.node.status().standby).toMatchObject({mode: 'hot', following: true, applied: active, divergences: 0});
});

test('a takeover reads no snapshot, and publishes what was held back once, under its ids', async () => {
  const s = await Scenario.inSync(1, {snapshotEvery: 0});
  await s.run(2000);
  const {active, passive, cluster} = s;
  await s.run(700); // two heartbeats tell the watermark
  active.publisher.stuck = true;
  const ask = s.submit(active, 'undelivered');
  await s.must('its answer', () => ask.answer !== undefined, 1000);
  const held = passive.node.status().standby.heldOutputs;
  expect(held).toBeGreaterThan(0);
  const reads = s.db(`${passive.process.name} newest:`).length;
  await s.takeover();
  expect(s.said('Went on from the state at hand')).toHaveLength(1);
  expect(s.db(`${passive.process.name} newest:`)).toHaveLength(reads);
  const id = `toy/total/${ask.answer?.sequence}.0`;
  await s.must('the output', () => cluster.canon.delivered.has(id), 2000);
  await s.nothingIsLostOrDoubled();
  expect(cluster.canon.delivered.get(id)?.times).toBe(1);
});

test('the passive takes and saves the snapshots, and the active only when the passive cannot', async () => {
  const s = await Scenario.inSync(1, {snapshotEvery: 500});
  const {active, passive} = s;
  await s.run(4000);
  const savedBy = (name: string): number => s.db(`${name} save `).length;
  expect(savedBy(passive.process.name)).toBeGreaterThan(4);
  const own = savedBy(active.process.name);
  expect(own).toBeLessThan(3); // when the passive joined
  const mark = active.node.status().sequences.snapshot;
  s.tamper((process, statement) => (process === passive.process.name && statement === 'save' ? {fails: 5} : undefined));
  await s.run(2000);
  expect(savedBy(active.process.name)).toBeGreaterThan(own);
  expect(active.node.status().sequences.snapshot).toBeGreaterThan(mark);
  await s.takeover();
  await s.nothingIsLostOrDoubled();
});

test('a passive that does not know that it is deposed from its standing cannot save for an active of before', async () => {
  const s = await Scenario.inSync(1, {snapshotEvery: 0});
  await s.run(500);
  const {active, passive} = s;
  const late: unknown[] = [];
  s.tamper((process, statement) =>
    process === passive.process.name && statement === 'save' ? {out: 12_000, done: (v) => late.push(v)} : undefined,
  );
  active.node.snapshotNow().catch(() => {});
  await s.must('the order to save', () => s.world.now > 0 && active.node.status().standby.following, 1000);
  await s.run(300);
  await s.takeover();
  await s.must('the late write', () => late.length > 0, 20_000);
  expect(late[0]).toBe(false);
  await s.nothingIsLostOrDoubled();
});

test('a state that differs is an error that names app and operator on both nodes, and the passive rebuilds itself', async () => {
  const s = await Scenario.inSync(1, {snapshotEvery: 500});
  await s.run(2000);
  const {active, passive} = s;
  const revisions = new Set(s.cluster.database.snapshots);
  const before = s.said('Standing by').length;
  passive.machine.tipped = 1;
  await s.must('the discovery', () => passive.node.status().standby.divergences === 1, 3000);
  expect(passive.node.status().troubles.join()).toMatch(
    /the state differs from that of the active: app toy, totals: another state at entry \d+/,
  );
  await s.must('the word of it', () => active.node.status().standby.divergences === 1, 500);
  expect(active.node.status().troubles.join()).toMatch(/the state of the passive differs: app toy, totals/);
  // A healthy active is not exchanged for a node whose state is in doubt.
  let handedOver: boolean | undefined;
  void active.node.switchover().then((worked) => (handedOver = worked));
  await s.must('a word on the hand-over', () => handedOver !== undefined, 500);
  expect(handedOver).toBe(false);
  await s.must('a new start', () => s.said('Standing by').length > before, 6000);
  expect(passive.machine.tipped).toBe(0);
  // What it started from was saved by the active, after the difference was found.
  const since = s.cluster.database.snapshots.filter((cut) => !revisions.has(cut));
  expect(since.length).toBeGreaterThan(0);
  await s.run(3000);
  expect(passive.node.status().standby).toMatchObject({divergences: 1, following: true});
  await s.takeover();
  await s.nothingIsLostOrDoubled();
});

test('outputs that did not fit make a takeover start from the snapshot, and none is missing', async () => {
  const s = new Scenario(1, {snapshotEvery: 0});
  s.cluster.group.heldOutputs = 4;
  for (const node of s.cluster.nodes) s.crash(node);
  for (const node of s.cluster.nodes) s.restart(node); // limits are read at start
  await s.must('the pair to be in sync', () => s.inSync(), 10_000);
  await s.run(1000);
  s.active.publisher.stuck = true;
  await s.run(1500);
  expect(s.passive.node.status().standby.heldOutputs).toBeLessThanOrEqual(4);
  const restored = s.said('Restored').length;
  await s.takeover();
  expect(s.said('Restored')).toHaveLength(restored + 1);
  await s.nothingIsLostOrDoubled();
});

test('a newest revision that breaks costs a hot pair nothing, whatever the durability', async () => {
  const s = await Scenario.inSync();
  await s.must('revisions', () => s.passive.node.status().sequences.snapshot > 60, 20_000);
  const newest = must([...s.cluster.database.snapshots].sort((a, b) => a.sequence - b.sequence).at(-1), 'a revision');
  s.cluster.database.broken.add(newest);
  await s.takeover();
  expect(s.said('entries lost')).toEqual([]);
  await s.must('a revision after it', () => s.active.node.status().sequences.snapshot > newest.sequence, 10_000);
  await s.nothingIsLostOrDoubled();
});

test('a passive whose snapshot cannot be restored says so to both, and follows once it can', async () => {
  const s = await Scenario.inSync();
  await s.run(3000);
  const passive = s.restart((s.crash(s.passive), s.passive));
  passive.machine.unreadable = true;
  await s.must('the trouble', () => passive.node.status().troubles.join().includes('cannot be restored'), 8000);
  await s.must('the word of it', () => s.active.node.status().troubles.join().includes('the passive cannot'), 3000);
  passive.machine.unreadable = false;
  await s.must('following', () => passive.node.status().standby.following, 8000);
  await s.nothingIsLostOrDoubled();
});

test('a hand-over does not wait for sinks that do not answer: the successor publishes what is open', async () => {
  const s = await Scenario.inSync();
  await s.run(1500);
  const {active, passive} = s;
  const asks = Array.from({length: 40}, (_, i) => s.submit(active, `open-${i}`));
  await s.must('answers', () => asks.every((ask) => ask.answer), 2000);
  const at = s.world.now;
  void active.node.switchover();
  await s.must('the switchover', () => passive.role === 'active', 3000);
  expect(s.world.now - at).toBeLessThan(300);
  await s.nothingIsLostOrDoubled();
  for (const {times} of s.cluster.canon.delivered.values()) expect(times).toBe(1);
});

test('a passive that needs longer than it is given for a large state gets longer, and then takes the snapshots', async () => {
  const s = await Scenario.inSync(1, {snapshotEvery: 500});
  const {active, passive} = s;
  await s.run(2000);
  const savedBy = (name: string): number => s.db(`${name} save `).length;
  const before = savedBy(passive.process.name);
  // Each of its turns is 10 ms late: 5 s for a cut, and as much again to compare it.
  passive.process.lag = 20;
  passive.machine.cutSteps = 100_000;
  const own = savedBy(active.process.name);
  await s.must('one by the active', () => savedBy(active.process.name) > own, 60_000);
  expect(savedBy(passive.process.name)).toBe(before);
  await s.must('one by the passive', () => savedBy(passive.process.name) > before, 120_000);
  const given = savedBy(active.process.name);
  const done = savedBy(passive.process.name);
  await s.must('some more', () => savedBy(passive.process.name) > done + 1, 120_000);
  expect(savedBy(active.process.name)).toBe(given);
  passive.process.lag = 0;
  passive.machine.cutSteps = 250;
  await s.nothingIsLostOrDoubled();
});

import {expect, test} from 'vitest';
import {Scenario} from '../simulation/scenario.ts';

/** D1: the old system numbered its mark after the write, so what came during the write was trimmed and in no snapshot. */
test.each(['hot', 'warm'] as const)(
  '%s: what arrives while a snapshot is being written stays with the passive, and survives a crash at the very mark',
  async (standby) => {
    const s = await Scenario.inSync(1, {standby, snapshotEvery: 0});
    await s.run(500);
    const {active, passive} = s;
    let cut: number | undefined;
    const slow = {out: 1500, back: 2};
    s.tamper((_process, statement) => (statement === 'save' ? slow : undefined));
    const before = active.node.status().sequences.appended;
    void active.node.snapshotNow().then((sequence) => (cut = sequence));
    await s.run(1400);
    const during = passive.node.status().sequences.replicated;
    expect(during).toBeGreaterThan(before + 20);
    expect(passive.node.status().sequences.snapshot).toBeLessThan(before);
    await s.must('the mark', () => cut !== undefined && passive.node.current().follower.queue.base === cut, 3000);
    // The cut is where the snapshot was taken, not where its writing ended.
    expect(cut).toBe(before);
    const held = [...passive.node.current().follower.queue.after(0)].map((entry) => entry.sequence);
    expect(held[0]).toBe(before + 1);
    expect(held.at(-1)).toBeGreaterThanOrEqual(during);
    await s.takeover();
    await s.nothingIsLostOrDoubled();
  },
);

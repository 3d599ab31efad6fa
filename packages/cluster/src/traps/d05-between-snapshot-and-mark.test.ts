import {expect, test} from 'vitest';
import {Scenario} from '../simulation/scenario.ts';

/** D5: a crash after the snapshot was stored and before its mark: newer state and older events, counted twice. */
test('a queue that reaches back before the newest snapshot is applied from the cut on: nothing counts twice', async () => {
  const s = await Scenario.inSync(1, {standby: 'warm', snapshotEvery: 0});
  await s.run(1000);
  const {active, passive, cluster} = s;
  let cut: number | undefined;
  s.tamper((process, statement) =>
    process === active.process.name && statement === 'save'
      ? {
          out: 5,
          done: () => {
            cut = cluster.database.snapshots.at(-1)?.sequence;
            s.crash(active);
          },
        }
      : undefined,
  );
  active.node.snapshotNow().catch(() => {});
  await s.must('the crash', () => cut !== undefined, 5000);
  const {queue} = passive.node.current().follower;
  expect(queue.base).toBeLessThan(cut ?? 0);
  expect(queue.received).toBeGreaterThanOrEqual(cut ?? 0);
  await s.must('the takeover', () => passive.role === 'active', 6000);
  expect(s.said('Restored').at(-1)).toContain(`"snapshot":${cut}`);
  await s.nothingIsLostOrDoubled();
  // Whatever the snapshot holds was delivered before it was saved, and is not published again.
  for (const [id, {times}] of cluster.canon.delivered) {
    if (Number(/\/(\d+)\./.exec(id)?.[1]) <= (cut ?? 0)) expect([id, times]).toEqual([id, 1]);
  }
});

test('a snapshot whose outputs are not all delivered is not stored: who starts from it would not publish them', async () => {
  const s = await Scenario.inSync(1, {snapshotEvery: 0});
  await s.run(500);
  const {active, passive, cluster} = s;
  active.publisher.stuck = true;
  await s.run(20);
  const ask = s.submit(active, 'undelivered');
  active.node.snapshotNow().catch(() => {});
  await s.must('the answer', () => ask.answer !== undefined, 1000);
  const saved = s.db(' save ').length;
  await s.run(1500);
  expect(s.db(' save ')).toHaveLength(saved);
  const id = `toy/total/${ask.answer?.sequence}.0`;
  expect(cluster.canon.delivered.has(id)).toBe(false);
  await s.takeover();
  await s.must('the output', () => cluster.canon.delivered.has(id), 3000);
  expect(passive.publisher.stuck).toBe(false);
  await s.nothingIsLostOrDoubled();
});

import {expect, test} from 'vitest';
import {Scenario} from '../simulation/scenario.ts';

/** D13: replay published every output since the last snapshot again. */
test('at takeover only what the passive was not told of as delivered is published, under the ids that it had', async () => {
  const s = await Scenario.inSync(1, {snapshotEvery: 0});
  await s.run(4000);
  const {active, passive, cluster} = s;
  const early = [...cluster.canon.delivered.keys()];
  expect(early.length).toBeGreaterThan(50); // all of them above the newest snapshot
  await s.run(700); // two heartbeats tell the watermark
  active.publisher.stuck = true;
  await s.run(60);
  const asks = Array.from({length: 5}, (_, i) => s.submit(active, `undelivered-${i}`));
  await s.must('their answers', () => asks.every((ask) => ask.answer), 1000);
  const ids = asks.map((ask) => `toy/total/${ask.answer?.sequence}.`);
  const isDelivered = (): boolean =>
    ids.every((id) => [...cluster.canon.delivered.keys()].some((known) => known.startsWith(id)));
  expect(isDelivered()).toBe(false);
  await s.takeover();
  expect(passive.publisher.stuck).toBe(false);
  await s.must('what the crashed node had not delivered', isDelivered, 3000);
  for (const id of early) expect([id, cluster.canon.delivered.get(id)?.times]).toEqual([id, 1]);
  await s.nothingIsLostOrDoubled();
});

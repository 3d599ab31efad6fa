import {expect, test} from 'vitest';
import {Scenario} from '../simulation/scenario.ts';

/** D6: the client had its answer while the event was still in a socket buffer of the node that crashed. */
test('what has not reached the passive is not answered, whatever the socket has taken', async () => {
  const s = await Scenario.inSync();
  await s.run(500);
  const {active, passive, cluster} = s;
  cluster.wire.stalled[s.sideOf(active)] = true;
  const delivered = cluster.canon.delivered.size;
  const ask = s.submit(active, 'buffered');
  await s.run(100);
  // Applied, in the buffer, and neither answered nor published.
  expect(active.machine.seen['buffered']).toBe(1);
  expect(ask).toEqual({});
  expect(cluster.canon.delivered.size - delivered).toBeLessThanOrEqual(2); // what was on its way before
  await s.takeover();
  expect(passive.machine.seen['buffered']).toBeUndefined();
  expect(ask).toEqual({});
  await s.nothingIsLostOrDoubled();
});

test('with a passive that does not answer, the journal table answers', async () => {
  const s = await Scenario.inSync();
  await s.run(500);
  const {active} = s;
  s.cluster.wire.stalled[s.sideOf(active)] = true;
  const ask = s.submit(active, 'patient');
  await s.must('the answer', () => ask.answer !== undefined, 6000);
  expect(s.cluster.database.journal.has(ask.answer?.sequence ?? 0)).toBe(true);
  await s.nothingIsLostOrDoubled();
});

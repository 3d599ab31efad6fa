import {expect, test} from 'vitest';
import {Scenario} from '../simulation/scenario.ts';

/** D18: the answer came when the bundle was in a queue in memory. */
test.each([
  {how: 'then crashes', crash: true},
  {how: 'then recovers', crash: false},
])('an active whose passive and database are both silent answers nothing, $how', async ({crash}) => {
  const s = await Scenario.inSync();
  await s.run(500);
  const {active, cluster} = s;
  s.tamper((process, statement) =>
    process === active.process.name && statement === 'append' ? {fails: 3} : undefined,
  );
  cluster.wire.stalled[s.sideOf(active)] = true;
  await s.run(50);
  const asks = Array.from({length: 20}, (_, i) => s.submit(active, `queued-${i}`));
  await s.run(4000);
  expect(asks.filter((ask) => ask.answer)).toEqual([]);
  expect(active.publisher.idle).toBe(true); // nor did an output leave
  if (crash) {
    s.crash(active);
    await s.must('the takeover', () => s.cluster.nodes.some((n) => n.process.alive && n.role === 'active'), 8000);
  }
  await s.nothingIsLostOrDoubled();
  expect(asks.filter((ask) => ask.answer).length).toBe(crash ? 0 : 20);
});

import {expect, test} from 'vitest';
import {Scenario} from '../simulation/scenario.ts';

/** D16: a failing database made the active passive, without a last snapshot. */
test('an active that is cut off from both others stops, and all that it answered is with the next', async () => {
  const s = await Scenario.inSync(1, {snapshotEvery: 0});
  await s.run(2000);
  const {active, passive, cluster} = s;
  const saved = s.db(' save ').length;
  s.path(active, 'silent');
  cluster.wire.cut = true;
  cluster.wire.breakNow(10);
  await s.must('the takeover', () => passive.role === 'active', 8000);
  expect(active.node.mayAct()).toBe(false);
  expect(s.db(' save ')).toHaveLength(saved);
  cluster.database.paths.clear();
  cluster.wire.cut = false;
  await s.must('the old active to be passive', () => active.role === 'passive', 8000);
  await s.nothingIsLostOrDoubled();
});

test('a database that fails for both for some seconds changes no role and costs no answer', async () => {
  const s = await Scenario.inSync();
  s.cluster.group.timings.isolation = 15_000;
  await s.run(1000);
  const {active, passive, cluster} = s;
  const epoch = cluster.database.row.epoch;
  for (const node of [active, passive]) s.path(node, 'refused');
  await s.run(9000);
  const ask = s.submit(active, 'meanwhile');
  await s.must('an answer without the database', () => ask.answer !== undefined, 1000);
  cluster.database.paths.clear();
  await s.run(3000);
  expect([active.role, passive.role, cluster.database.row.epoch]).toEqual(['active', 'passive', epoch]);
  await s.nothingIsLostOrDoubled();
});

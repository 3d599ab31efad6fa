import {expect, test} from 'vitest';
import {Scenario} from '../simulation/scenario.ts';

/** Two tasks with one configuration: in the old system both became active. `until` fails as soon as two may act. */
test.each([
  {what: 'while the pair runs', fault: () => {}},
  {what: 'while the active is frozen', fault: (s: Scenario) => s.active.process.freeze(6000)},
  {what: 'when the active crashes', fault: (s: Scenario) => s.crash(s.active)},
  {what: 'when the link is cut', fault: (s: Scenario) => ((s.cluster.wire.cut = true), s.cluster.wire.breakNow(10))},
  {what: 'when the active has lost the database', fault: (s: Scenario) => s.path(s.active, 'silent')},
])('a second process with the same node id never acts beside the first: $what', async ({fault}) => {
  const s = await Scenario.inSync();
  await s.run(500);
  const stray = s.cluster.addStray();
  await s.must('it to stand by', () => stray.role === 'passive', 3000);
  const {keeper, active} = s.cluster.database.row;
  fault(s);
  await s.run(5500);
  // Nor does it push itself into the place of one of the two.
  expect([active, keeper, null]).toContain(s.cluster.database.row.keeper);
  expect([active, keeper]).toContain(s.cluster.database.row.active);
  expect(stray.node.mayAct()).toBe(false);
  stray.process.crash();
  await s.nothingIsLostOrDoubled();
});

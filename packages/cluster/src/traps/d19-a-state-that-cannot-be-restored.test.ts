import {expect, test} from 'vitest';
import {Scenario} from '../simulation/scenario.ts';

/** D19: the app started empty, and the queue was replayed on nothing. One app that cannot: `runtime/src/machine/traps.test.ts`. */
test('a node that cannot restore does not go on empty: its queue goes to the database, the row to whoever can', async () => {
  const s = await Scenario.inSync(1, {standby: 'warm'});
  await s.run(3000);
  const {active, passive, cluster} = s;
  s.tamper((_process, statement) => (statement === 'save' ? {fails: 5} : undefined));
  await s.run(500);
  passive.machine.unreadable = true;
  const {committed, snapshot} = active.node.status().sequences;
  expect(committed).toBeGreaterThan(snapshot); // so part of the state is in the queue of the other alone
  s.crash(active);
  await s.must('the released row', () => cluster.database.row.released, 8000);
  expect(cluster.database.row.keeper).toBeNull();
  expect(passive.node.status().troubles.join()).toContain('takeover failed: snapshot format is unknown');
  expect(Math.max(...cluster.database.journal.keys())).toBeGreaterThanOrEqual(committed);
  expect(s.said(`${passive.process.name} `).filter((line) => line.includes('is active'))).toEqual([]);
  const back = s.restart(active);
  await s.must('the node that can', () => back.role === 'active', 8000);
  expect(back.node.status().sequences.appended).toBeGreaterThanOrEqual(committed);
  expect(cluster.database.row.active).toBe(back.process.name);
  expect(s.world.waived).toBe(false);
  await s.nothingIsLostOrDoubled();
});

test('with nobody else there it tries again, and goes on as soon as it can', async () => {
  const s = await Scenario.inSync(1, {standby: 'warm'});
  await s.run(3000);
  const {active, passive} = s;
  passive.machine.unreadable = true;
  s.crash(active);
  await s.must('a second attempt', () => s.said('takeover failed').length > 1, 40_000);
  passive.machine.unreadable = false;
  await s.must('the takeover', () => passive.role === 'active', 30_000);
  await s.nothingIsLostOrDoubled();
});

import {expect, test} from 'vitest';
import {Scenario} from '../simulation/scenario.ts';

/**
 * D8: with the passive away events were synced to nobody, and a crash before
 * its first snapshot fell back to the previous revision.
 */
test.each([
  {moment: 'as soon as it is in sync', reached: (s: Scenario) => s.inSync()},
  {moment: 'while it is being told', reached: (s: Scenario) => s.passive.node.current().follower.queue.received > 0},
  {moment: 'as soon as its link is up', reached: (s: Scenario) => s.active.node.status().peer !== null},
])('the passive was away and came back, no snapshot worked, and the active crashes $moment', async ({reached}) => {
  const s = await Scenario.inSync();
  await s.run(2500);
  s.tamper((_process, statement) => (statement === 'save' ? {fails: 5} : undefined));
  s.crash(s.passive);
  await s.run(6000);
  const {committed, snapshot} = s.active.node.status().sequences;
  expect(committed - snapshot).toBeGreaterThan(50); // answered while nobody stood by
  s.restart(s.passive);
  await s.must('the moment', () => reached(s), 10_000);
  const next = await s.takeover();
  expect(next.node.status().sequences.appended).toBeGreaterThanOrEqual(committed);
  await s.nothingIsLostOrDoubled();
});

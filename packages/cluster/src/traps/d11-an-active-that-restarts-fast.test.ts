import {expect, test} from 'vitest';
import {Scenario} from '../simulation/scenario.ts';

/** D11: the active came back within the limit with its numbers from 0, and the passive dropped all that was new. */
test('restarted at once, the active is another incarnation, the passive takes over, and numbers go on', async () => {
  const s = await Scenario.inSync();
  await s.run(2500);
  const {active, passive} = s;
  const {epoch, sequences} = active.node.status();
  s.crash(active);
  await s.run(20);
  const again = s.restart(active);
  await s.must('the takeover', () => passive.role === 'active', 6000);
  expect(again.role).toBe('passive');
  expect(passive.node.status().epoch).toBe(epoch + 1);
  expect(passive.node.status().sequences.appended).toBeGreaterThanOrEqual(sequences.committed);
  await s.must('the pair in sync', () => s.inSync(), 10_000);
  const replicated = again.node.status().sequences.replicated;
  await s.run(1000);
  expect(again.node.status().sequences.replicated).toBeGreaterThan(replicated + 10);
  await s.nothingIsLostOrDoubled();
});

test('alone it becomes active again in the next epoch, and a passive with a queue of the old one joins anew', async () => {
  const s = await Scenario.inSync(1, {snapshotEvery: 0});
  await s.run(500);
  const {active, passive, cluster} = s;
  s.path(passive, 'refused'); // it is there, and cannot take over
  cluster.wire.cut = true;
  cluster.wire.breakNow(10);
  await s.must('running alone', () => cluster.database.row.keeper === null, 8000);
  await s.run(1000);
  const {epoch, sequences} = active.node.status();
  s.crash(active);
  await s.run(20);
  const again = s.restart(active);
  await s.must('the restarted node', () => again.role === 'active', 8000);
  expect(again.node.status().epoch).toBe(epoch + 1);
  expect(again.node.status().sequences.appended).toBeGreaterThanOrEqual(sequences.committed);
  const {queue} = passive.node.current().follower;
  expect([queue.epoch, queue.received > 0]).toEqual([epoch, true]);
  cluster.database.paths.clear();
  cluster.wire.cut = false;
  await s.must('the pair in sync', () => s.inSync(), 10_000);
  expect(queue.epoch).toBe(epoch + 1);
  await s.run(300);
  expect(queue.received).toBeGreaterThan(sequences.appended);
  await s.takeover();
  await s.nothingIsLostOrDoubled();
});

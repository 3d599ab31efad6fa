import {expect, test} from 'vitest';
import {Scenario} from '../simulation/scenario.ts';

/**
 * D9: a passive that restarted within the heartbeat limit was taken for the
 * one before: its empty queue was never filled, its new address never read.
 */
test.each([20, 300, 1200])(
  'restarted after %i ms it is another incarnation, whose memory is not counted on',
  async (ms) => {
    const s = await Scenario.inSync(1, {snapshotEvery: 0});
    await s.run(1000);
    const before = s.passive;
    s.crash(before);
    await s.run(ms);
    const after = s.restart(before);
    await s.must('the new incarnation in sync', () => s.inSync(), 10_000);
    expect(s.cluster.database.row.keeper).toBe(after.process.name);
    // It is announced, with its own properties, although its row among the members never went away.
    const announced = (): string[] => s.said(`memberAdded event received for node id : ${after.nodeId}`);
    await s.must('it to be announced', () => announced().length === 2, 1000);
    expect(s.said('memberRemoved')).toEqual([]);
    expect(s.said(`"incarnation":"${after.process.name}"`).length).toBeGreaterThan(0);
    const {queue} = after.node.current().follower;
    expect(queue.received).toBeGreaterThan(0);
    await s.takeover();
    await s.nothingIsLostOrDoubled();
  },
);

test('from the crash of the passive until another memory has everything, nothing is answered by the old one', async () => {
  const s = await Scenario.inSync(1, {snapshotEvery: 0});
  await s.run(1000);
  const {active, passive} = s;
  const {sequences} = active.node.status();
  s.crash(passive);
  s.restart(passive);
  s.tamper((process, statement) =>
    process === active.process.name && (statement === 'append' || statement === 'register') ? {fails: 2} : undefined,
  );
  const ask = s.submit(active, 'meanwhile');
  await s.run(1500);
  // The new incarnation has it in its queue, and that is not enough: the row does not name it.
  expect(s.passive.node.current().follower.queue.received).toBeGreaterThan(sequences.appended);
  expect(ask).toEqual({});
  expect(s.cluster.database.row.keeper).toBe(passive.process.name);
  await s.nothingIsLostOrDoubled();
});

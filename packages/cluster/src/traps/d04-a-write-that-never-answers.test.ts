import {expect, test} from 'vitest';
import {Scenario} from '../simulation/scenario.ts';

/** D4: a snapshot that ran into its time-out was followed by the mark all the same. */
test('a snapshot without an answer moves no mark, and applied long after the takeover it is refused', async () => {
  const s = await Scenario.inSync(1, {standby: 'warm', snapshotEvery: 0});
  await s.run(500);
  const {active, passive} = s;
  const late: unknown[] = [];
  s.tamper((process, statement) =>
    process === active.process.name && statement === 'save'
      ? {out: 25_000, done: (value) => late.push(value)}
      : undefined,
  );
  const mark = passive.node.current().follower.queue.base;
  let told = false;
  active.node.snapshotNow().then(
    () => (told = true),
    () => {},
  );
  await s.must('the time-out', () => s.said('snapshot: not persisted, no reply').length > 0, 15_000);
  await s.run(2000);
  expect(told).toBe(false);
  expect(passive.node.current().follower.queue.base).toBe(mark);
  await s.takeover();
  await s.must('the late write', () => late.length > 0, 30_000);
  expect(late[0]).toBe(false);
  await s.nothingIsLostOrDoubled();
});

import {expect, test} from 'vitest';
import {Scenario} from '../simulation/scenario.ts';

/** D17: a process that was active, passive and active again had ports that accepted and nothing behind them. */
test('roles go back and forth between two processes, and each time the active one answers', async () => {
  const s = await Scenario.inSync();
  const [a, b] = [s.active, s.passive];
  for (let round = 0; round < 6; round++) {
    const [from, to] = round % 2 === 0 ? [a, b] : [b, a];
    let worked: boolean | undefined;
    void from.node.switchover().then((w) => (worked = w));
    await s.must('the switchover', () => worked !== undefined && to.role === 'active', 5000);
    expect(worked).toBe(true);
    expect(from.role).toBe('passive');
    const ask = s.submit(to, `round-${round}`);
    await s.must('an answer', () => ask.answer !== undefined, 3000);
    await s.must('the pair in sync', () => s.inSync(), 5000);
  }
  const [one, two] = [a.node.status(), b.node.status()];
  expect(one.switchovers + two.switchovers).toBe(6);
  expect(one.takeovers + two.takeovers).toBe(0);
  await s.nothingIsLostOrDoubled();
});

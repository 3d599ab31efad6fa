import {expect, test} from 'vitest';
import {Scenario} from './simulation/scenario.ts';

test.each([
  {how: 'crashed', hours: 2},
  {how: 'frozen', hours: 1},
])('a node that was $how for $hours h joins, and takes over with everything', async ({how, hours}) => {
  const away = hours * 3_600_000;
  const s = await Scenario.inSync();
  await s.run(3000);
  const {active, passive} = s;
  if (how === 'crashed') s.crash(passive);
  else passive.process.freeze(away);
  s.quiet();
  await s.run(away);
  expect(active.role).toBe('active');
  if (how === 'crashed') s.restart(passive);
  const ask = s.submit(active, 'after-hours');
  await s.must('an answer', () => ask.answer !== undefined, 5000);
  await s.must('a pair', () => s.inSync(), 10_000);
  const heir = await s.takeover();
  expect(heir.machine.step.sequence).toBeGreaterThanOrEqual(ask.answer?.sequence ?? Number.NaN);
  await s.nothingIsLostOrDoubled();
});

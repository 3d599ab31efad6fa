import {expect, test} from 'vitest';
import {Scenario} from '../simulation/scenario.ts';

/** D15: 20 to 35 s of refused connections. That requests are held or forwarded meanwhile is the ingress's part. */
test.each([1, 2, 3, 4, 5])(
  'clients that repeat wait below 5 s for a crash, and lose nothing (seed %i)',
  async (seed) => {
    const s = await Scenario.inSync(seed);
    await s.run(1500);
    const {cluster, active, passive} = s;
    const answered = (): number => cluster.clients.reduce((sum, client) => sum + client.answered, 0);
    s.crash(active);
    const [at, before] = [s.world.now, answered()];
    const refused = s.submit(passive, 'impatient');
    await s.run(1);
    expect(refused.refused?.reason).toBe('notActive'); // in words, at once
    await s.must('answers again', () => answered() > before + 5, 8000);
    expect(s.world.now - at).toBeLessThan(5000);
    await s.nothingIsLostOrDoubled();
  },
);

test('a planned hand-over costs clients less than 300 ms', async () => {
  const s = await Scenario.inSync();
  await s.run(1500);
  const answered = (): number => s.cluster.clients.reduce((sum, client) => sum + client.answered, 0);
  const {active, passive} = s;
  void active.node.switchover();
  let longest = 0;
  let [since, before] = [s.world.now, answered()];
  await s.until(() => {
    if (answered() > before) [since, before] = [s.world.now, answered()];
    longest = Math.max(longest, s.world.now - since);
    return false;
  }, 3000);
  expect(passive.role).toBe('active');
  expect(longest).toBeLessThan(300);
  await s.nothingIsLostOrDoubled();
});

import {expect, test} from 'vitest';
import {Scenario} from '../simulation/scenario.ts';

/**
 * D14: sources that read from a broker started before the replay had moved
 * their positions on, so records came from the broker and from the queue.
 */
test.each(['hot', 'warm'] as const)(
  '%s: no source may start before the last queued entry is applied, and nothing is taken until then',
  async (standby) => {
    const s = await Scenario.inSync(1, {standby, snapshotEvery: 0});
    await s.run(2000);
    const {active, passive} = s;
    s.tamper((process, statement) =>
      process === passive.process.name && statement.startsWith('newest') ? {out: 300, back: 300} : undefined,
    );
    const {committed} = active.node.status().sequences;
    s.crash(active);
    await s.must('the takeover to begin', () => passive.role === 'takingOver', 6000);
    const early = s.submit(passive, 'too-early');
    await s.run(100);
    expect(passive.role).toBe('takingOver');
    expect(early.refused?.reason).toBe('notActive');
    await s.must('open ports', () => passive.role === 'active', 3000);
    // `until` looks after each event: the role is told in the same one in which this holds.
    expect(passive.machine.step.sequence).toBeGreaterThanOrEqual(committed);
    await s.nothingIsLostOrDoubled();
  },
);

test('a record that is read again after the takeover is recognised by what the replay brought back', async () => {
  const s = await Scenario.inSync(1, {snapshotEvery: 0});
  await s.run(1000);
  const record = s.submit(s.active, 'partition-0');
  await s.must('its answer', () => record.answer !== undefined, 2000);
  const next = await s.takeover();
  const again = s.submit(next, 'partition-0');
  await s.must('its answer', () => again.answer !== undefined, 2000);
  expect(again.answer?.reply).toBe('repeated');
  await s.nothingIsLostOrDoubled();
});

import {expect, test} from 'vitest';
import {Scenario} from '../simulation/scenario.ts';

/** D3: a failed write counted as a success, and the passive trimmed what was in no snapshot. */
test('while snapshots cannot be written nothing says so, nothing is trimmed, and a crash loses nothing', async () => {
  const s = await Scenario.inSync();
  await s.run(3000);
  const {active, passive} = s;
  s.tamper((_process, statement) => (statement === 'save' ? {fails: 5} : undefined));
  await s.run(100);
  const mark = passive.node.status().sequences.snapshot;
  const [persisted, trimmed] = [s.said('Siddhi apps persisted').length, s.db(' trim ').length];
  await s.run(8000);
  expect(s.said('Siddhi apps persisted')).toHaveLength(persisted);
  expect(s.db(' trim ')).toHaveLength(trimmed);
  expect(active.node.status().troubles.join()).toContain('snapshot: not persisted, connection refused');
  const {base, received} = passive.node.current().follower.queue;
  expect(base).toBe(mark);
  expect(received - base).toBeGreaterThan(100);
  await s.takeover();
  await s.nothingIsLostOrDoubled();
});

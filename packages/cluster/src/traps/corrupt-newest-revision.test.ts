import {expect, test} from 'vitest';
import {must} from '@tandem/base';
import type {Cut} from '../ports.ts';
import {Scenario} from '../simulation/scenario.ts';

const newest = (s: Scenario): Cut =>
  must([...s.cluster.database.snapshots].sort((a, b) => a.sequence - b.sequence).at(-1), 'a revision');
const saved = (s: Scenario, least: number): Promise<void> =>
  s.must(`${least} revisions`, () => s.db(' save ').length >= least, 30_000);

test('alone: a broken newest revision costs nothing, the one before it and the journal table make up for it', async () => {
  const s = new Scenario();
  s.crash(s.cluster.nodes[1]);
  const [alone] = s.cluster.nodes;
  await saved(s, 3);
  await s.run(500);
  const {database} = s.cluster;
  const cut = newest(s);
  const appended = alone.node.status().sequences.committed;
  database.broken.add(cut);
  s.crash(alone);
  const next = s.restart(alone);
  await s.must('the restarted node', () => next.role === 'active', 20_000);
  expect(next.node.status().troubles.join()).toContain(`revision ${cut.sequence} is broken: checksum`);
  expect(s.said('entries lost')).toEqual([]);
  expect(next.node.status().sequences.appended).toBeGreaterThanOrEqual(appended);
  await s.nothingIsLostOrDoubled();
});

test('the very first revision is made up for by the empty machine and the whole journal', async () => {
  const s = new Scenario();
  s.crash(s.cluster.nodes[1]);
  await saved(s, 1);
  await s.run(200);
  s.cluster.database.broken.add(newest(s));
  s.crash(s.cluster.nodes[0]);
  s.restart(s.cluster.nodes[0]);
  await s.nothingIsLostOrDoubled();
  expect(s.said('entries lost')).toEqual([]);
});

test('durability database: the same for a pair, whichever of the two goes on', async () => {
  const s = new Scenario();
  s.cluster.group.durability = 'database';
  for (const node of s.cluster.nodes) s.crash(node);
  for (const node of s.cluster.nodes) s.restart(node); // the durability of a group is read at start
  await s.must('the pair to be in sync', () => s.inSync(), 10_000);
  await saved(s, 3);
  await s.run(200);
  s.cluster.database.broken.add(newest(s));
  await s.takeover();
  await s.nothingIsLostOrDoubled();
  expect(s.said('entries lost')).toEqual([]);
});

test('a broken revision does not push a good one out of those that are kept', async () => {
  const s = new Scenario();
  s.crash(s.cluster.nodes[1]);
  const [alone] = s.cluster.nodes;
  await saved(s, 3);
  const first = newest(s);
  s.cluster.database.broken.add(first);
  s.crash(alone);
  s.restart(alone);
  const before = s.db(' save ').length;
  await saved(s, before + 1);
  await s.run(100);
  // And the next one breaks as well: the good one of before is still there.
  s.cluster.database.broken.add(newest(s));
  s.crash(s.cluster.nodes[0]);
  s.restart(s.cluster.nodes[0]);
  await s.nothingIsLostOrDoubled();
  expect(s.said('entries lost')).toEqual([]);
});

test('durability replica: what only passive and newest revision held is lost, loudly, and no sequence is used twice', async () => {
  const s = await Scenario.inSync(1, {standby: 'warm'});
  s.world.waived = true; // this is the double fault that the durability admits
  await s.must('revisions that the passive trimmed for', () => s.passive.node.status().sequences.snapshot > 60, 20_000);
  const {active, passive} = s;
  s.quiet();
  await s.run(200);
  const {committed} = active.node.status().sequences;
  const cut = newest(s);
  s.cluster.database.broken.add(cut);
  const published = new Set(s.cluster.canon.delivered.keys());
  await s.takeover();
  const {troubles, sequences} = passive.node.status();
  expect(troubles.join()).toContain(`revision ${cut.sequence} is broken`);
  expect(troubles.join()).toMatch(/entries lost: \d+ up to sequence/);
  expect(sequences.appended).toBeGreaterThanOrEqual(committed);
  // It is usable, and what is published now goes out under ids that nothing had before.
  const {sequence} = await answered(s, () => passive.node.submit(new TextEncoder().encode('late:1:1:0')));
  expect(sequence).toBeGreaterThan(committed);
  await s.must('its output', () => s.cluster.canon.delivered.has(`toy/total/${sequence}.0`), 5000);
  expect(published.has(`toy/total/${sequence}.0`)).toBe(false);
  await s.must('a revision after the gap', () => passive.node.status().sequences.snapshot >= cut.sequence, 10_000);
});

async function answered<T>(s: Scenario, ask: () => Promise<T>): Promise<T> {
  let answer: T | undefined;
  void ask().then((a) => (answer = a));
  await s.must('an answer', () => answer !== undefined, 10_000);
  return must(answer, 'an answer');
}

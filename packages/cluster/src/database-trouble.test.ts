import {expect, test} from 'vitest';
import {Scenario} from './simulation/scenario.ts';

const written = ['append', 'save', 'trim', 'prune'];

test('with the database gone and the link up the pair goes on up to isolation, says how long, and when it has stopped', async () => {
  const s = await Scenario.inSync();
  s.cluster.group.timings.isolation = 12_000;
  await s.run(1000);
  const {active, passive} = s;
  for (const node of [active, passive]) s.path(node, 'refused');
  await s.run(3000);
  expect(active.node.mayAct()).toBe(true);
  expect(active.node.status().troubles.join()).toMatch(/the other node vouches for this one, which stops in \d+\.\d s/);
  const left = /stops in (\d+\.\d) s/.exec(active.node.status().troubles.join())?.[1];
  expect(Number(left)).toBeGreaterThan(6);
  expect(Number(left)).toBeLessThan(12);
  await s.must('it to stop', () => !active.node.mayAct(), 12_000);
  await s.run(1000);
  expect(s.said('database: lease not renewed').length).toBeGreaterThan(8);
  expect(s.said('this node has stopped').length).toBeGreaterThan(0);
  await s.nothingIsLostOrDoubled();
  expect(active.node.status().troubles.find((t) => t.startsWith('database:'))).toMatch(/\(over\)$/);
});

test('with the database gone while it is alone a node stops within its lease, says so, and goes on when it is back', async () => {
  const s = await Scenario.inSync();
  await s.run(1000);
  const {active} = s;
  s.crash(s.passive);
  await s.must('it to be alone', () => active.node.status().keeper === null, 10_000);
  s.path(active, 'refused');
  await s.run(400);
  expect(active.node.status().troubles.join()).toMatch(/nobody else vouches for this node, which stops in [0-3]\.\d s/);
  await s.must('it to stop', () => !active.node.mayAct(), 3000);
  await s.run(5000);
  expect(s.said('this node has stopped').length).toBeGreaterThan(0);
  expect(active.role).toBe('active');
  await s.nothingIsLostOrDoubled();
});

test('with a database that is slow for both nobody loses anything', async () => {
  const s = await Scenario.inSync();
  await s.run(1000);
  for (const node of [s.active, s.passive]) s.path(node, 'slow');
  await s.run(15_000);
  await s.nothingIsLostOrDoubled();
});

test('a database that is read-only after its own failover is one that is gone: the pair goes on, and reads do not mislead it', async () => {
  const s = await Scenario.inSync();
  s.cluster.group.timings.isolation = 15_000;
  await s.run(1000);
  const {active, passive, cluster} = s;
  const {epoch} = cluster.database.row;
  s.tamper((_process, statement) => (statement === 'read' || statement === 'members' ? undefined : {fails: 2}));
  await s.run(10_000);
  const ask = s.submit(active, 'meanwhile');
  await s.must('an answer', () => ask.answer !== undefined, 1000);
  expect([active.role, passive.role, cluster.database.row.epoch]).toEqual(['active', 'passive', epoch]);
  await s.nothingIsLostOrDoubled();
});

test('a database that is full takes no entries: the pair goes on; a node alone answers nothing until there is room', async () => {
  const s = await Scenario.inSync();
  await s.run(1000);
  const {active} = s;
  s.tamper((_process, statement) => (written.includes(statement) ? {fails: 2} : undefined));
  await s.run(3000);
  const pair = s.submit(active, 'both');
  await s.must('an answer', () => pair.answer !== undefined, 1000);
  s.crash(s.passive);
  await s.run(3000);
  const alone = s.submit(active, 'alone');
  await s.run(3000);
  expect(alone.answer).toBeUndefined();
  expect(active.node.status().troubles.join()).toContain('journal: entries not written');
  s.tamper(() => undefined);
  await s.must('an answer', () => alone.answer !== undefined, 5000);
  await s.nothingIsLostOrDoubled();
});

test('an older backup in place of the database: both refuse to act, and say what happened and what to do', async () => {
  const s = await Scenario.inSync();
  await s.takeover();
  s.restart(s.passive);
  await s.must('the pair to be whole', () => s.inSync(), 20_000);
  const {database} = s.cluster;
  const backup = {row: database.row, snapshots: database.snapshots.slice(), journal: new Map(database.journal)};
  await s.run(500);
  await s.takeover();
  s.restart(s.passive);
  await s.must('the pair to be whole', () => s.inSync(), 20_000);
  const seen = database.row.epoch;
  expect(backup.row.epoch).toBeLessThan(seen);
  database.row = backup.row;
  database.snapshots = backup.snapshots;
  database.journal.clear();
  for (const [sequence, entry] of backup.journal) database.journal.set(sequence, entry);
  const {nodes} = s.cluster;
  await s.must('the active to notice', () => nodes.every((node) => !node.node.mayAct()), 10_000);
  await s.run(150_000); // longer than isolation: nobody gets in by waiting
  expect(database.row).toEqual(backup.row);
  for (const {node, role} of nodes) {
    expect(role).toBe('passive');
    const told = node.status().troubles.find((t) => t.startsWith('the database went back'));
    expect(told).toContain(`the leader row is at epoch ${backup.row.epoch}`);
    expect(told).toContain(`has seen epoch ${seen}`);
    expect(told).toContain('stop both nodes and start them again');
  }
});

test('a backup of the same epoch and an earlier revision is noticed by the active, and refused by both', async () => {
  const s = await Scenario.inSync();
  const backup = s.cluster.database.row;
  const {wire, database, nodes} = s.cluster;
  wire.cut = true;
  wire.breakNow(10);
  await s.must('running alone', () => database.row.keeper === null, 10_000);
  wire.cut = false;
  await s.must('the pair to be whole', () => s.inSync(), 20_000);
  const seen = database.row;
  expect([backup.epoch, seen.epoch, seen.rev > backup.rev]).toEqual([1, 1, true]);
  database.row = backup;
  await s.must('the active to notice', () => nodes.every((node) => !node.node.mayAct()), 5000);
  expect(s.said('No longer active: the database went back')).toHaveLength(1);
  await s.run(150_000);
  expect(database.row.epoch).toBe(1);
  for (const {node, role} of nodes) {
    expect(role).toBe('passive');
    const told = node.status().troubles.find((t) => t.startsWith('the database went back'));
    expect(told).toContain(
      `the leader row is at epoch 1, revision ${backup.rev}; this node has seen epoch 1, revision ${seen.rev}`,
    );
  }
});

test('one node that is started again after that does not act either, as long as the other remembers', async () => {
  const s = await Scenario.inSync();
  const old = s.cluster.database.row;
  await s.takeover();
  s.restart(s.passive);
  await s.must('the pair to be whole', () => s.inSync(), 20_000);
  s.cluster.database.row = old;
  await s.run(10_000);
  const again = s.restart(s.cluster.nodes[0]);
  await s.run(20_000);
  expect(again.node.mayAct()).toBe(false);
  expect(again.node.status().troubles.join()).toContain('the database went back');
});

test.each(['hot', 'warm'] as const)(
  'a database that is away in the middle of a takeover (%s) delays it, and nothing stays undone',
  async (standby) => {
    const s = await Scenario.inSync(1, {standby});
    await s.run(3000);
    const {active, passive} = s;
    s.crash(active);
    await s.must('the row to be won', () => s.cluster.database.row.active.startsWith(passive.process.name), 6000);
    s.path(passive, 'refused');
    await s.run(5000);
    expect(passive.node.mayAct()).toBe(false);
    s.path(passive, 'good');
    await s.must('the takeover', () => passive.role === 'active' && passive.node.mayAct(), 6000);
    const ask = s.submit(passive, 'after-the-gap');
    await s.must('an answer', () => ask.answer !== undefined, 6000);
    await s.nothingIsLostOrDoubled();
  },
);

test.each([
  {what: 'snapshot', told: /snapshot \d+ is of epoch 99, and the leader row was at epoch 1: the row went back/},
  {what: 'journal', told: /journal entry \d+ is of epoch 99, and the leader row was at epoch 1: the row went back/},
])('a leader row that is older than the $what beside it is not led from', async ({what, told}) => {
  const s = await Scenario.inSync(1, {snapshotEvery: what === 'journal' ? 0 : 2000});
  await s.run(3000);
  const {database, nodes} = s.cluster;
  s.crash(s.passive);
  await s.run(8000); // alone, it writes the journal table
  for (const node of nodes) s.crash(node);
  database.row = {...database.row, keeper: null, released: true};
  if (what === 'snapshot') database.snapshots = database.snapshots.map((cut) => ({...cut, epoch: 99}));
  else for (const [sequence, entry] of database.journal) database.journal.set(sequence, {...entry, epoch: 99});
  for (const node of nodes) s.restart(node);
  await s.run(8000);
  expect(s.cluster.nodes.map(({role}) => role)).not.toContain('active');
  expect(s.said('takeover failed').join()).toMatch(told);
});

import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {applyWrites, createApp, type ExternalWrite} from '@tandem/engine';
import {aggregationAsInMemory} from './aggregation-as-in-memory.ts';
import {KeptTable} from './kept-table.ts';
import {sameAsMemory} from './same-as-memory.ts';
import {SqliteDatabase} from './sqlite-database.ts';
import {driven} from './testing.ts';

const directory = mkdtempSync(join(tmpdir(), 'tandem-rdbms-'));
afterAll(() => rmSync(directory, {recursive: true, force: true}));
let files = 0;
const database = (): SqliteDatabase => new SqliteDatabase(join(directory, `${++files}.db`));

test.each([true, false])('a table in SQLite answers as one in memory (with a primary key: %s)', (keyed) =>
  sameAsMemory(() => Promise.resolve(database()), keyed, 15),
);

test('the tables of an aggregation in SQLite are as it shows them', () =>
  aggregationAsInMemory(() => Promise.resolve(database()), 15));

const text = `define stream S (k string, v int); define stream U (k string, v int);
@store(type='rdbms', jdbc.url='jdbc:sqlite:x') @PrimaryKey('k') define table T (k string, v int);
from S insert into T; from U select k, v update or insert into T set T.v = T.v + v on T.k == k;`;

test('a write that comes again changes nothing', async () => {
  const file = database();
  const {app, send, find} = driven(text, file);
  await send('U', [['a', 1]]);
  const kept = new KeptTable(file, app.externalTables.get('T')!, 'T', applyWrites);
  const write = {
    kind: 'write' as const,
    table: 'T',
    number: 9,
    candidates: [],
    query: '',
    refuse: () => [],
    apply: () => {
      throw new Error('it was applied again');
    },
  };
  await kept.pass('channel', {sequence: 1, ordinal: 1});
  expect(await kept.write('channel', [{sequence: 1, ordinal: 1, write}], () => false)).toEqual([]);
  await expect(kept.write('channel', [{sequence: 1, ordinal: 2, write}], () => false)).rejects.toThrow('again');
  await kept.pass('channel', {sequence: 1, ordinal: 2});
  expect(await kept.write('channel', [{sequence: 1, ordinal: 2, write}], () => false)).toEqual([]);
  expect(await find('from T')).toEqual(['a,1']);
  await file.close();
});

test('what is refused changes nothing before it was told', async () => {
  const file = database();
  const {app, send} = driven(text, file);
  await send('S', [['a', 1]]);
  const told: string[] = [];
  const kept = new KeptTable(file, app.externalTables.get('T')!, 'T', applyWrites);
  const again = driven(text, file);
  again.app.sendBatch('S', [{data: ['b', 1]}, {data: ['a', 2]}]);
  await again.send('S', [['c', 3]]);
  told.push(...again.take());
  expect(told).toEqual(["error: table 'T' has a row of primary key (k) = (a) already"]);
  expect(await kept.read([[]])).toEqual([
    ['a', 1],
    ['b', 1],
    ['c', 3],
  ]);
  await file.close();
});

test.each([
  {sql: 'CREATE TABLE T (k TEXT PRIMARY KEY)', says: 'table T of the database has no column v'},
  {
    sql: 'CREATE TABLE T (k TEXT PRIMARY KEY, v TEXT)',
    says: 'column v of table T of the database cannot hold int values',
  },
  {sql: 'CREATE TABLE T (k TEXT, v INTEGER)', says: 'has no primary key or unique index on (k)'},
])('a table that is there already has to fit: $says', async ({sql, says}) => {
  const file = database();
  await file.transaction((session) => session.run(sql, []));
  await expect(driven(text, file).send('S', [['a', 1]])).rejects.toThrow(says);
  await file.close();
});

test('a constraint of the database is a refusal of the data, not a failure', async () => {
  const file = database();
  await file.transaction((session) => session.run('CREATE TABLE T (k TEXT PRIMARY KEY, v INTEGER CHECK (v < 10))', []));
  const {app} = driven(text, file);
  const kept = new KeptTable(file, app.externalTables.get('T')!, 'T', applyWrites);
  const refused = await driven(text, file)
    .send('S', [['a', 11]])
    .catch((error: unknown) => kept.refusal(error));
  expect(refused).toContain("table 'T' was refused a change by its database: CHECK constraint failed");
  await file.close();
});

test('buckets of an aggregation that are written again from the first on, as after a takeover, stay as they are', async () => {
  const file = database();
  const writes: ExternalWrite[] = [];
  const app = createApp(
    `define stream S (k string, v int, at long);
    @store(type='rdbms') define aggregation A from S select k, sum(v) as t group by k aggregate by at every sec;`,
    {external: (request) => request.kind === 'write' && writes.push(request)},
  );
  app.start();
  app.send('S', ['a', 1, 0]);
  app.advanceTo(1000);
  app.send('S', ['a', 2, 0]);
  app.send('S', ['b', 9_007_199, 0]);
  app.advanceTo(2000);
  const info = app.externalTables.get('A_SECONDS')!;
  const placed = writes.map((write, i) => ({sequence: i + 1, ordinal: 1, write}));
  expect(placed).toHaveLength(2);
  const rows = [
    [0, 0, 'a', 3],
    [0, 0, 'b', 9_007_199],
  ];
  for (const [node, from] of [
    [new KeptTable(file, info, 'A_SECONDS', applyWrites), 0],
    [new KeptTable(file, info, 'A_SECONDS', applyWrites), 0],
    [new KeptTable(file, info, 'A_SECONDS', applyWrites), 1],
  ] as const) {
    for (const write of placed.slice(from)) expect(await node.write('channel', [write], () => false)).toEqual([]);
    expect(await node.read([[]])).toEqual(rows);
  }
  // The first write by itself would say otherwise.
  await new KeptTable(file, info, 'A_SECONDS', applyWrites).write('another', placed.slice(0, 1), () => false);
  expect(await new KeptTable(file, info, 'A_SECONDS', applyWrites).read([[]])).toEqual([[0, 0, 'a', 1], rows[1]]);
  await file.close();
});

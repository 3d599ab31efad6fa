import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, expect, test} from 'vitest';
import type {Log} from '@tandem/cluster';
import {eventually} from '../pair/pair.ts';
import {type OneNode, oneNode, sourcePort} from '../testing/one-node.ts';

const clean: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of clean.splice(0).reverse()) await undo();
});

const lines: string[] = [];
const note = (message: string): void => void lines.push(message);
const log: Log = {debug: () => undefined, info: () => undefined, warn: note, error: note};

async function started(): Promise<{one: OneNode; file: string; directory: string}> {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-tables-'));
  clean.push(() => rmSync(directory, {recursive: true, force: true}));
  lines.length = 0;
  const one = await oneNode({}, log);
  clean.push(() => one.close());
  return {one, file: join(directory, 'tables.db'), directory};
}
const app = (file: string): string => `@app:name('A')
@source(type='http', receiver.url='http://0.0.0.0:0/in', basic.auth.enabled='false', @map(type='json'))
@OnError(action='store')
define stream S (k string, v int);
@store(type='rdbms', jdbc.url='jdbc:sqlite:${file}', username='u', password='a-secret-word')
@PrimaryKey('k') define table T (k string, v int, n int);
@sink(type='log', prefix='seen')
define stream Out (k string, v int);
@info(name='count') from S[v >= 0] select k, v, 1 as n update or insert into T set T.v = T.v + v, T.n = T.n + 1 on T.k == k;
@info(name='add') from S[v < 0] select k, v, 1 as n insert into T;
from S[k == 'ask'] join T on T.v > S.v select T.k as k, T.v as v insert into Out;`;

const push = async (one: OneNode, rows: object[]): Promise<void> => {
  const {status, text} = await one.at(sourcePort(one.node))(
    'POST',
    '/in',
    JSON.stringify(rows.map((event) => ({event}))),
  );
  expect([status, text]).toEqual([200, expect.anything()]);
};
const stores = async (one: OneNode, query: string): Promise<unknown> => {
  const {text} = await one.at(one.node.ports()['stores'] ?? 0)(
    'POST',
    '/stores/query',
    JSON.stringify({appName: 'A', query}),
  );
  return JSON.parse(text) as unknown;
};

test('what an app writes is in the database, and what it finds there is read on demand', async () => {
  const {one, file} = await started();
  const {status, text} = await one.ask('POST', '/siddhi-apps', app(file));
  expect([status, text]).toEqual([201, expect.anything()]);
  await push(one, [
    {k: 'a', v: 1},
    {k: 'b', v: 2},
    {k: 'a', v: 3},
  ]);
  expect(await stores(one, 'from T select k, v, n order by k')).toEqual({
    records: [
      ['a', 4, 2],
      ['b', 2, 1],
    ],
  });
  expect(new DatabaseSync(file, {readOnly: true}).prepare('SELECT k, v, n FROM T ORDER BY k').all()).toEqual([
    {k: 'a', v: 4, n: 2},
    {k: 'b', v: 2, n: 1},
  ]);
  expect(await stores(one, "delete T on T.k == 'a'")).toEqual({records: []});
  expect(await stores(one, 'from T select k')).toEqual({records: [['b']]});
  expect(await stores(one, 'from T select x')).toMatchObject({message: expect.stringContaining("'x'") as string});
  expect(lines).toEqual([]);
});

test('a row that the database has already goes to the error store, and the rest goes on', async () => {
  const {one, file} = await started();
  await one.ask('POST', '/siddhi-apps', app(file));
  await push(one, [
    {k: 'a', v: -1},
    {k: 'a', v: -2},
    {k: 'b', v: -3},
  ]);
  expect(await stores(one, 'from T select k, v order by k')).toEqual({
    records: [
      ['a', -1],
      ['b', -3],
    ],
  });
  expect(
    one.node.machine.errors('A').map(({query, stream, events}) => [query, stream, events.map((e) => e.data)]),
  ).toEqual([['add', 'S', [['a', -2]]]]);
});

test('while the database cannot be reached everything waits, is told without the password, and goes on after', async () => {
  const {one, directory} = await started();
  await one.ask('POST', '/siddhi-apps', app(join(directory, 'later', 't.db')));
  await push(one, [{k: 'a', v: 1}]);
  await eventually(5000, 'a warning', async () => (lines.length > 0 ? true : undefined));
  expect(lines[0]).toContain('external table A/T: 1 request(s) wait, attempt 1: unable to open database file');
  expect(one.node.measures().sinks.waiting).toMatchObject({'A/T': 1});
  const {mkdirSync} = await import('node:fs');
  mkdirSync(join(directory, 'later'));
  expect(await stores(one, 'from T select k, v')).toEqual({records: [['a', 1]]});
  expect(lines.join()).not.toContain('a-secret-word');
});

test('what waits is asked again by an app that was stopped in between', async () => {
  const {one, directory} = await started();
  await one.ask('POST', '/siddhi-apps', app(join(directory, 'later', 't.db')));
  await push(one, [
    {k: 'x', v: 5},
    {k: 'ask', v: 0},
  ]);
  await one.node.submit({kind: 'activate', app: 'A', active: false});
  const {mkdirSync} = await import('node:fs');
  mkdirSync(join(directory, 'later'));
  await eventually(10_000, 'the requests to be over', async () =>
    one.node.measures().sinks.waiting['A/T'] === 0 ? true : undefined,
  );
  await one.node.submit({kind: 'activate', app: 'A', active: true});
  const seen = await eventually(10_000, 'the join to go on', async () =>
    one.node.measures().sinks.eventsOut > 0 ? one.node.measures().sinks.eventsOut : undefined,
  );
  expect(seen).toBe(1);
});

test.each([
  {store: "jdbc.url='jdbc:h2:x'", says: 'jdbc.url: expected jdbc:mysql://host:port/database or jdbc:sqlite:file'},
  {store: "ref='a', datasource='b'", says: 'store:rdbms needs one of jdbc.url, datasource and ref'},
  {store: "ref='a', user='b'", says: 'store:rdbms has no option \\"user\\"'},
  {store: "ref='a', on.error='STORE'", says: 'on.error: found \\"STORE\\", expected RETRY or LOG'},
])('refused when it is deployed: $store', async ({store, says}) => {
  const {one} = await started();
  const {status, text} = await one.ask(
    'POST',
    '/siddhi-apps',
    `@app:name('A') @store(type='rdbms', ${store}) define table T (k string); define stream S (k string); from S insert into T;`,
  );
  expect(status).toBe(400);
  expect(text).toContain(says);
});

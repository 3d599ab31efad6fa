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

const app = (file: string): string => `@app:name('A')
@source(type='http', receiver.url='http://0.0.0.0:0/in', basic.auth.enabled='false', @map(type='json'))
define stream S (k string, v int, at long);
@store(type='rdbms', jdbc.url='jdbc:sqlite:${file}', table.name='Sums') @purge(enable='false')
define aggregation Totals from S select k, sum(v) as t, count() as n group by k aggregate by at every sec ... day;`;

const day = 1_577_836_800_000;
const push = async (one: OneNode, rows: readonly (readonly [k: string, v: number, at: number])[]): Promise<void> => {
  const events = rows.map(([k, v, at]) => ({event: {k, v, at: day + at}}));
  const {status, text} = await one.at(sourcePort(one.node))('POST', '/in', JSON.stringify(events));
  expect([status, text]).toEqual([200, expect.anything()]);
};
const asked = async (one: OneNode, query: string): Promise<unknown[][]> => {
  const ask = one.at(one.node.ports()['stores'] ?? 0);
  const {text} = await ask('POST', '/stores/query', JSON.stringify({appName: 'A', query}));
  return (JSON.parse(text) as {records: unknown[][]}).records;
};

test('ended buckets are in the database, late events included, as a query of that duration finds them', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-sums-'));
  clean.push(() => rmSync(directory, {recursive: true, force: true}));
  const file = join(directory, 'sums.db');
  const one = await oneNode({}, log);
  clean.push(() => one.close());
  const {status, text} = await one.ask('POST', '/siddhi-apps', app(file));
  expect([status, text]).toEqual([201, expect.anything()]);
  const written = (duration: string): unknown[][] => {
    const database = new DatabaseSync(file, {readOnly: true});
    try {
      return database
        .prepare(`SELECT AGG_TIMESTAMP, k, AGG_SUM_v, AGG_COUNT FROM Sums_${duration} ORDER BY AGG_TIMESTAMP, k`)
        .all()
        .map((row) => Object.values(row));
    } finally {
      database.close();
    }
  };
  const found = (per: string): Promise<unknown[][]> =>
    asked(
      one,
      `from Totals within '2020-01-01 **:**:**' per '${per}' select AGG_TIMESTAMP, k, t, n order by AGG_TIMESTAMP, k`,
    );
  const untilWritten = (sum: number): Promise<unknown> =>
    eventually(10_000, `a sum of ${sum}`, async () => {
      try {
        return written('DAYS').some((row) => row[2] === sum) ? true : undefined;
      } catch {
        return undefined;
      }
    });

  await push(one, [
    ['a', 1, 100],
    ['b', 2, 200],
    ['a', 4, 61_000],
  ]);
  await untilWritten(5);
  expect(written('SECONDS')).toEqual([
    [day, 'a', 1, 1],
    [day, 'b', 2, 1],
    [day + 61_000, 'a', 4, 1],
  ]);
  await push(one, [
    ['a', 8, 900],
    ['c', 16, 61_500],
  ]);
  await untilWritten(13);
  for (const [duration, per] of [
    ['SECONDS', 'sec'],
    ['MINUTES', 'min'],
    ['HOURS', 'hours'],
    ['DAYS', 'days'],
  ] as const)
    expect(written(duration)).toEqual(await found(per));
  expect(await asked(one, 'from Totals_DAYS select k, AGG_SUM_v order by k')).toEqual([
    ['a', 13],
    ['b', 2],
    ['c', 16],
  ]);
  expect(lines).toEqual([]);
});

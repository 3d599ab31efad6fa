import {expect, test} from 'vitest';
import type {Row, SiddhiApp} from './api.ts';
import {createApp} from './create-app.ts';

const text = `define stream S (s string, b bool, i int, l long, f float, d double, o object);
  from S select * insert into Out;`;

function started(playback = false): {app: SiddhiApp; rows: (readonly unknown[])[]; times: number[]} {
  const app = createApp(playback ? `@app:playback ${text}` : text);
  const rows: (readonly unknown[])[] = [];
  const times: number[] = [];
  app.onRow('Out', (timestamp, row) => {
    times.push(timestamp);
    rows.push(row);
  });
  app.start();
  return {app, rows, times};
}
const canonical: Row = ['x', true, 1, 2 ** 40, 0.5, 0.1, null];

test.each<{name: string; row: unknown[]}>([
  {name: 'what is canonical', row: canonical},
  {name: 'nulls', row: [null, null, null, null, null, null, null]},
  {name: 'an undefined', row: [undefined, true, 1, 1, 1, 1, {a: 1}]},
  {name: 'a double for a float', row: ['x', true, 1, 1, 0.1, 0.1, null]},
  {name: 'minus zeros', row: ['x', true, -0, -0, -0, -0, null]},
  {name: 'a small bigint', row: ['x', true, 1, 5n, 1, 1, null]},
  {name: 'a large bigint', row: ['x', true, 1, 2n ** 60n, 1, 1, null]},
  {name: 'NaN and infinity', row: ['x', true, 1, 1, NaN, Infinity, null]},
])('an entrance reads $name as send() does', ({row}) => {
  const [through, beside] = [started(), started()];
  through.app.input('S').send(row);
  through.app.input('S').sendBatch([{data: row}]);
  through.app.input('S').sendRows([row, canonical, row]);
  through.app.input('S').sendRows([row, canonical, row], [1, 2, 3]);
  beside.app.send('S', row);
  beside.app.sendBatch('S', [{data: row}]);
  for (let i = 0; i < 2; i++) beside.app.sendBatch('S', [{data: row}, {data: canonical}, {data: row}]);
  expect(through.rows).toEqual(beside.rows);
});

test.each([
  {name: 'an int with a fraction', row: ['x', true, 1.5, 1, 1, 1, null], message: /'i' of 'S' is int/},
  {name: 'a long with a fraction', row: ['x', true, 1, 1.5, 1, 1, null], message: /'l' of 'S' is long/},
  {name: 'text for a double', row: ['x', true, 1, 1, 1, '1', null], message: /'d' of 'S' is double/},
  {name: 'too few values', row: ['x'], message: /'S' has 7 attributes/},
])('an entrance refuses $name, and nothing has happened', ({row, message}) => {
  const {app, rows} = started();
  expect(() => app.input('S').send(row)).toThrow(message);
  expect(() => app.input('S').sendBatch([{data: canonical}, {data: row}])).toThrow(message);
  expect(() => app.input('S').sendRows([canonical, row])).toThrow(message);
  expect(() => app.input('S').sendRows([canonical, row], [1, 2])).toThrow(message);
  expect(rows).toEqual([]);
});

test('rows carry the timestamps given with them, else the time of the clock', () => {
  const {app, times} = started();
  const input = app.input('S');
  app.advanceTo(5);
  input.sendRows([canonical, canonical], [30, 10]);
  input.sendRows([canonical, canonical]);
  input.sendRows([]);
  expect(times).toEqual([30, 10, 5, 5]);
  expect(() => input.sendRows([canonical, canonical], [1])).toThrow('2 rows need as many timestamps, but there are 1');
});
test('lists that were lent are left as they are, and may serve again', () => {
  const {app, rows} = started();
  const lent: unknown[][] = [[...canonical], ['x', true, -0, 1, 0.1, 1, null]];
  const before = structuredClone(lent);
  app.input('S').sendRows(lent, [1, 2]);
  expect(lent).toEqual(before);
  lent.length = 0;
  expect(rows.map((row) => row[4])).toEqual([0.5, Math.fround(0.1)]);
});

test('an entrance keeps a canonical row itself', () => {
  const {app, rows} = started();
  const row = ['x', true, 1, 2, 3, 4, null];
  const plain = createApp('define stream S (s string, l long); from S select * insert into Out;');
  plain.onRow('Out', (_, seen) => rows.push(seen));
  plain.start();
  const handed = ['x', 1];
  plain.input('S').send(handed);
  app.input('S').send(row);
  expect(rows[0]).toBe(handed);
});

test('events through an entrance move the clock of a playback app, late ones do not', () => {
  const {app, times} = started(true);
  const input = app.input('S');
  for (const ts of [10, 30, 20]) input.send(canonical, ts);
  expect([times, app.now()]).toEqual([[10, 30, 20], 30]);
});

test('an entrance is shut while the app does not run, and is refused for an unknown stream', () => {
  const app = createApp(text);
  const input = app.input('S');
  expect(() => input.send(canonical)).toThrow(/not running/);
  app.start();
  input.send(canonical);
  app.stop();
  expect(() => input.sendBatch([{data: canonical}])).toThrow(/not running/);
  expect(() => app.input('T')).toThrow(/there is no stream 'T'/);
});

test('what a row callback throws is reported and stops nothing', () => {
  const failures: string[] = [];
  const app = createApp(text, {onError: ({error}) => failures.push(error.message)});
  let after = 0;
  app.onRow('Out', () => {
    throw new Error('no');
  });
  app.onRow('Out', () => after++);
  app.start();
  app.input('S').send(canonical);
  app.input('S').sendBatch([{data: canonical}, {data: canonical}]);
  expect([failures, after]).toEqual([['no', 'no', 'no'], 3]);
});

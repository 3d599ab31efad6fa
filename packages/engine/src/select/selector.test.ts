import {expect, test} from 'vitest';
import {watch} from '../testing.ts';

const S = 'define stream S (k string, v int);';
const rows = (...values: [string, number | null][]): {data: [string, number | null]}[] =>
  values.map((data) => ({data}));

test('a batch through an aggregator answers once, single events once each', () => {
  const {app, take} = watch(`${S} from S select sum(v) as t insert into Out;`, ['Out']);
  app.sendBatch('S', rows(['a', 1], ['b', 2], ['c', 3]));
  expect(take()).toEqual(['Out: 6']);
  app.send('S', ['a', 1]);
  app.send('S', ['a', 1]);
  expect(take()).toEqual(['Out: 7', 'Out: 8']);
});

test('a batch with group by answers once per group, in order of first appearance', () => {
  const {app, take} = watch(`${S} from S select k, sum(v) as t group by k insert into Out;`, ['Out']);
  app.sendBatch('S', rows(['a', 1], ['b', 2], ['a', 3]));
  expect(take()).toEqual(['Out: a,4 | b,2']);
});

test('having keeps the last event that passes', () => {
  const {app, take} = watch(`${S} from S select sum(v) as t having t < 4 insert into Out;`, ['Out']);
  app.sendBatch('S', rows(['a', 1], ['b', 2], ['a', 3]));
  expect(take()).toEqual(['Out: 3']);
});

test.each([
  ['order by v', 'Out: c,1 | a,2 | b,3 | d,null'],
  ['order by v desc', 'Out: b,3 | a,2 | c,1 | d,null'],
  ['order by v limit 2', 'Out: c,1 | a,2'],
  ['order by v limit 2 offset 1', 'Out: a,2 | b,3'],
  ['offset 3', 'Out: d,null'],
])('%s', (clause, want) => {
  const {app, take} = watch(`${S} from S select k, v ${clause} insert into Out;`, ['Out']);
  app.sendBatch('S', rows(['a', 2], ['b', 3], ['c', 1], ['d', null]));
  expect(take()).toEqual([want]);
});

test('a lazy branch keeps an aggregator from adding', () => {
  const {app, take} = watch(
    'define stream S (b bool, v int); from S select ifThenElse(b, sum(v), 0L) as t insert into Out;',
    ['Out'],
  );
  app.send('S', [false, 1]);
  app.send('S', [true, 2]);
  app.send('S', [true, 4]);
  expect(take()).toEqual(['Out: 0', 'Out: 2', 'Out: 6']);
});

test.each([
  ['', ['1', '1', '1', '1,2']],
  [' group by k', ['1', '1', '1', '2']],
])('unionSet remembers what left, but not where nothing is held any more: %s', (clause, want) => {
  const {app, take} = watch(
    `${S} from S#window.length(1) select unionSet(createSet(v)) as u, minForever(v) as m${clause} insert into Sets;
    from Sets select convert(u, 'string') as t insert into Out;`,
    ['Out'],
  );
  for (const v of [1, 1, 1, 2]) app.send('S', ['a', v]);
  expect(take().map((line) => line.replaceAll(/[^\d,]/g, ''))).toEqual(want);
});

test('a group that has become empty takes no room', () => {
  const {app} = watch(`${S} from S#window.length(1) select k, sum(v) as t group by k insert into Out;`, ['Out']);
  app.send('S', ['first', 1]);
  const one = app.snapshot().length;
  for (let i = 0; i < 500; i++) app.send('S', [`k${i % 10}xxx`, 1]);
  expect(app.snapshot().length).toBeLessThan(one + 20);
});

test.each([
  ['select v as a, k as a', "'a' is already the name of an output attribute"],
  ['select v + 1', 'syntax'],
  ['select v order by k', "'order by' sees only the selected attributes"],
  ['select k having v > 1', "'having' sees only the selected attributes"],
  ['select v limit 0-1', "'limit' must be an int or long constant"],
])('%s is refused', (select, reason) => {
  const refusal = reason === 'syntax' ? /expected/ : reason;
  expect(() => watch(`${S} from S ${select} insert into Out;`, [])).toThrow(refusal);
});

test('a reset passes over an aggregator that its branch leaves alone', () => {
  const {app, take} = watch(
    'define stream S (v int); from S#window.lengthBatch(2) select ifThenElse(sum(v) > 5, sum(v), 0L) as t insert into Out;',
    ['Out'],
  );
  for (const v of [5, 3, 1, 9]) app.send('S', [v]);
  expect(take()).toEqual(['Out: 3', 'Out: 12']);
});

test('a batch counts its events and makes each row of the last event of its group', () => {
  const {app, take} = watch(
    `${S} from S#window.lengthBatch(4) select k, v, sum(v) as t, max(v) as m, count() as c group by k insert into Out;
    from S#window.lengthBatch(4) select k, sum(v) as t, count() as c insert into All;
    from S#window.lengthBatch(4) select k, v, sum(v) as t group by k having t > 2 order by t desc insert into Some;`,
    ['Out', 'All', 'Some'],
  );
  const expected = [
    ['Out: b,null,5,5,2 | a,3,4,3,2', 'All: a,9,4', 'Some: b,null,5 | a,3,4'],
    ['Out: a,2,2,2,1 | c,null,null,null,1 | b,1,8,7,2', 'All: b,10,4', 'Some: b,1,8'],
  ];
  const events = rows(['b', 5], ['a', 1], ['b', null], ['a', 3], ['a', 2], ['c', null], ['b', 7], ['b', 1]);
  for (const {data} of events) app.send('S', data);
  expect(take().toSorted()).toEqual(expected.flat().toSorted());
  for (let at = 0; at < 8; at += 3) app.sendBatch('S', events.slice(at, at + 3));
  expect(take().toSorted()).toEqual(expected.flat().toSorted());
  app.sendBatch('S', [...events, ...events]);
  expect(take().toSorted()).toEqual([...expected, ...expected].flat().toSorted());
});

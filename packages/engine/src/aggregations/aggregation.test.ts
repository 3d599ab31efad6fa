import {expect, test} from 'vitest';
import type {Row, SiddhiApp} from '../api.ts';
import {createApp} from '../create-app.ts';
import {watch} from '../testing.ts';

const T = 1_577_836_800_000; // 2020-01-01 00:00:00
const DAY = 86_400_000;
const ALWAYS = "within '1000-01-01 00:00:00', '9000-01-01 00:00:00'";
const STREAM = 'define stream S (k string, v int, p double, ts long);';

/** A started app with one aggregation `A` over `S`. */
function aggregating(definition: string, stream = STREAM): {app: SiddhiApp; seen: string[]} {
  return watch(`${stream} @purge(enable='false') define aggregation A from ${definition};`, []);
}
const rows = (app: SiddhiApp, query: string): Row[] => app.query(query).map((e) => e.data);

const events: Row[] = [
  ['a', 1, 1.5, T],
  ['b', 2, 2.5, T + 400],
  ['a', 3, 0.5, T + 999],
  ['a', 4, 4, T + 1000],
  ['a', 6, 2, T + 61_000],
  ['b', 7, 3, T + 3_600_000],
  ['a', 9, 9, T + DAY],
  ['b', 10, 1, T + 31 * DAY],
  ['a', 11, 2, T + 366 * DAY],
];

test.each([
  {
    per: 'seconds',
    want: [
      [T, 6],
      [T + 1000, 4],
      [T + 61_000, 6],
      [T + 3_600_000, 7],
      [T + DAY, 9],
      [T + 31 * DAY, 10],
      [T + 366 * DAY, 11],
    ],
  },
  {
    per: 'minutes',
    want: [
      [T, 10],
      [T + 60_000, 6],
      [T + 3_600_000, 7],
      [T + DAY, 9],
      [T + 31 * DAY, 10],
      [T + 366 * DAY, 11],
    ],
  },
  {
    per: 'hours',
    want: [
      [T, 16],
      [T + 3_600_000, 7],
      [T + DAY, 9],
      [T + 31 * DAY, 10],
      [T + 366 * DAY, 11],
    ],
  },
  {
    per: 'days',
    want: [
      [T, 23],
      [T + DAY, 9],
      [T + 31 * DAY, 10],
      [T + 366 * DAY, 11],
    ],
  },
  {
    per: 'months',
    want: [
      [T, 32],
      [T + 31 * DAY, 10],
      [T + 366 * DAY, 11],
    ],
  },
  {
    per: 'years',
    want: [
      [T, 42],
      [T + 366 * DAY, 11],
    ],
  },
])('sums per $per, in the order of the buckets whatever the order of events', ({per, want}) => {
  for (const sent of [events, [...events].reverse()]) {
    const {app} = aggregating('S select sum(v) as t aggregate by ts every sec ... year');
    for (const row of sent) app.send('S', row);
    expect(rows(app, `from A ${ALWAYS} per '${per}'`)).toEqual(want);
  }
});

test.each([
  {select: 'sum(v) as x', want: 10},
  {select: 'sum(p) as x', want: 8.5},
  {select: 'avg(v) as x', want: 2.5},
  {select: 'count() as x', want: 4},
  {select: 'min(p) as x', want: 0.5},
  {select: 'max(v) as x', want: 4},
  {select: 'distinctCount(k) as x', want: 2},
  {select: 'sum(v) * 2 as x', want: 20},
  {select: 'avg(v) + count() as x', want: 6.5},
  {select: 'ifThenElse(sum(v) > 9L, max(v), min(v)) as x', want: 4},
  {select: 'v as x', want: 4},
  {select: 'v + 1 as x', want: 5},
  {select: 'eventTimestamp() as x', want: 77},
])('$select', ({select, want}) => {
  const {app} = aggregating(`S select ${select} aggregate by ts every min`);
  for (const row of events.slice(0, 4)) app.send('S', row, 77);
  expect(rows(app, `from A ${ALWAYS} per 'min' select x`)).toEqual([[want]]);
});

test('an average over int is no integer division', () => {
  const {app} = aggregating('S select avg(v) as a aggregate by ts every sec');
  app.send('S', ['a', 1, 0, T]);
  app.send('S', ['a', 2, 0, T]);
  expect(rows(app, `from A ${ALWAYS} per 'sec' select a`)).toEqual([[1.5]]);
});
test('sums of longs stay exact and wrap at 64 bits', () => {
  const {app} = aggregating('S select sum(v) as t aggregate by ts every sec', 'define stream S (v long, ts long);');
  app.send('S', [9_223_372_036_854_775_807n, T]);
  expect(rows(app, `from A ${ALWAYS} per 'sec' select t`)).toEqual([[9_223_372_036_854_775_807n]]);
  app.send('S', [2, T]);
  expect(rows(app, `from A ${ALWAYS} per 'sec' select t`)).toEqual([[-9_223_372_036_854_775_807n]]);
});
test('nulls are no values, but are counted', () => {
  const {app} = aggregating(
    'S select k, sum(v) as s, min(v) as m, avg(p) as a, count() as c, distinctCount(v) as d group by k aggregate by ts every sec',
  );
  for (const row of [
    ['a', null, null, T],
    [null, 1, 1, T],
    ['a', 5, 5, T],
    ['b', null, null, T],
    ['null', 2, 2, T],
  ])
    app.send('S', row);
  expect(rows(app, `from A ${ALWAYS} per 'sec' select k, s, m, a, c, d order by c desc, d, s`)).toEqual([
    ['a', 5, 5, 2.5, 2, 2],
    [null, 1, 1, 1, 1, 1],
    ['null', 2, 2, 2, 1, 1],
    ['b', null, null, null, 1, 1],
  ]);
});

test('groups have rows of their own, and what stands beside aggregators may be a group attribute', () => {
  const {app} = aggregating('S select k as key, v, sum(p) / v as q group by v, k aggregate by ts every sec, day');
  for (const row of [
    ['a', 2, 3, T],
    ['a', 2, 5, T + 5000],
    ['b', 2, 8, T],
    ['a', 4, 8, T],
  ])
    app.send('S', row);
  expect(rows(app, `from A ${ALWAYS} per 'day' select key, v, q order by key, v`)).toEqual([
    ['a', 2, 4],
    ['a', 4, 2],
    ['b', 2, 4],
  ]);
});
test('a plain attribute is that of the newest event, however late others come', () => {
  const {app} = aggregating('S select k, v group by k aggregate by ts every sec ... hour');
  for (const row of [
    ['a', 1, 0, T + 5000],
    ['a', 2, 0, T + 4000],
    ['a', 3, 0, T + 5000],
    ['b', 4, 0, T],
    ['a', 5, 0, T + 1],
  ])
    app.send('S', row);
  expect(rows(app, `from A ${ALWAYS} per 'hour' select k, v order by k`)).toEqual([
    ['a', 3],
    ['b', 4],
  ]);
});
test("'*' keeps the last of each attribute", () => {
  const {app} = aggregating('S select * group by k aggregate by ts every min');
  for (const row of events.slice(0, 4)) app.send('S', row);
  expect(rows(app, `from A ${ALWAYS} per 'min' select * order by k`)).toEqual([
    [T, 'a', 4, 4, T + 1000],
    [T, 'b', 2, 2.5, T + 400],
  ]);
});
test('filters and stream functions work on what comes in', () => {
  const {app} = aggregating('S[v % 2 == 0]#pol2Cart(p, p) select sum(v) as t, max(x) as x aggregate by ts every year');
  for (const row of [
    ['a', 1, 0, T],
    ['a', 2, 0, T],
    ['a', 4, 0, T],
  ])
    app.send('S', row);
  expect(rows(app, `from A ${ALWAYS} per 'year' select t, x`)).toEqual([[6, 0]]);
});
test('a chunk is its events', () => {
  const {app} = aggregating('S select count() as c aggregate by ts every sec, year');
  app.sendBatch(
    'S',
    events.map((data) => ({data})),
  );
  expect(rows(app, `from A ${ALWAYS} per 'year' select c`)).toEqual([[8], [1]]);
});

test("without 'by' the clock decides on the bucket", () => {
  const {app} = aggregating('S select sum(v) as t aggregate every sec');
  app.advanceTo(T + 500);
  app.send('S', ['a', 1, 0, 0], 5);
  app.advanceTo(T + 1500);
  app.send('S', ['a', 2, 0, 0], T);
  expect(rows(app, `from A ${ALWAYS} per 'sec'`)).toEqual([
    [T, 1],
    [T + 1000, 2],
  ]);
});
test('in playback a late event counts into the current bucket', () => {
  const {app} = aggregating('S select sum(v) as t aggregate every sec', `@app:playback ${STREAM}`);
  for (const [v, ts] of [
    [1, 950_000],
    [2, 951_000],
    [4, 950_500],
  ] as const)
    app.send('S', ['a', v, 0, 0], ts);
  expect(rows(app, `from A ${ALWAYS} per 'sec'`)).toEqual([
    [950_000, 1],
    [951_000, 6],
  ]);
});
test('a time can be a text, with an offset where it is not GMT; what is none is reported and changes nothing', () => {
  const {app, seen} = aggregating(
    'S select k, sum(v) as t, v group by k aggregate by ts every sec',
    'define stream S (k string, v int, ts string);',
  );
  for (const ts of ['2020-01-01 00:00:00', '2020-01-01 05:30:00 +05:30', '2020-01-01', null])
    app.send('S', ['a', 1, ts]);
  expect(rows(app, `from A ${ALWAYS} per 'sec'`)).toEqual([[T, 'a', 2, 1]]);
  expect(seen).toEqual([
    expect.stringMatching(/^!S: 'ts' is to be a time as .* but found '2020-01-01'$/),
    expect.stringMatching(/^!S: 'ts' is to be a time as .* but found null$/),
  ]);
});
test('a null time is reported and changes nothing', () => {
  const {app, seen} = aggregating('S select count() as c aggregate by ts every sec');
  app.send('S', ['a', 1, 1, null]);
  expect(rows(app, `from A ${ALWAYS} per 'sec'`)).toEqual([]);
  expect(seen).toEqual(["!S: 'ts' is to be a time in ms since 1970, but found null"]);
});

test('the app tells what its aggregations look like', () => {
  const app = createApp(
    `${STREAM} define aggregation A from S select k, avg(v) as a, count() as c, max(p) as m, p group by k aggregate by ts every sec, day;`,
  );
  expect(app.aggregations.get('A')?.attributes).toEqual([
    {name: 'AGG_TIMESTAMP', type: 'long'},
    {name: 'k', type: 'string'},
    {name: 'a', type: 'double'},
    {name: 'c', type: 'long'},
    {name: 'm', type: 'double'},
    {name: 'p', type: 'double'},
  ]);
  expect([...app.tables.keys()]).toEqual(['A_SECONDS', 'A_DAYS']);
  expect(app.tables.get('A_DAYS')).toMatchObject({defined: false});
});
test('each duration is a table of its base values, for reading only', () => {
  const {app} = aggregating(
    'S select k, avg(v) as a, distinctCount(v) as d, p group by k aggregate by ts every sec, min',
  );
  for (const row of events.slice(0, 4)) app.send('S', row);
  expect(app.queryAttributes('from A_SECONDS').map((a) => a.name)).toEqual([
    'AGG_TIMESTAMP',
    'AGG_EVENT_TIMESTAMP',
    'k',
    'p',
    'AGG_LAST_EVENT_TIMESTAMP',
    'AGG_SUM_v',
    'AGG_COUNT',
    'AGG_SET_v',
  ]);
  expect(rows(app, "from A_MINUTES on k == 'a'")).toEqual([[T, T, 'a', 4, T + 1000, 8, 3, new Set([1, 3, 4])]]);
  expect(rows(app, 'from A_SECONDS select k')).toEqual([['a'], ['b'], ['a']]);
  expect(() => app.query('delete A_SECONDS on true')).toThrow(/'A_SECONDS' belongs to aggregation 'A'/);
});

import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';
import {watch} from '../testing.ts';

const T = 1_577_836_800_000; // 2020-01-01 00:00:00
const APP = `define stream S (k string, v int, ts long); define stream R (k string, p string, st long, en long, day string); define table Tab (k string);
  @purge(enable='false') define aggregation A from S select k, sum(v) as t group by k aggregate by ts every sec ... day;`;
const events = [
  ['a', 1, T],
  ['b', 2, T],
  ['a', 4, T + 1000],
  ['a', 8, T + 86_400_000],
];

function filled(queries = '', streams: string[] = []) {
  const watched = watch(APP + queries, streams);
  for (const row of events) watched.app.send('S', row);
  return watched;
}

test.each([
  {
    query: "from A within '2020-01-01 00:00:00' per 'sec'",
    want: [
      [T, 'b', 2],
      [T, 'a', 1],
    ],
  },
  {query: `from A within ${T}L, ${T + 1000}L per 'sec' select t order by t`, want: [[1], [2]]},
  {query: `from A within ${T + 1}L, '2020-01-01 00:00:02' per 'sec' select t`, want: [[4]]},
  {query: "from A within '2020-01-02 **:**:**' per 'day' select t", want: [[8]]},
  {
    query: "from A within '2020-01-** **:**:**' per 'days' select k, sum(t) as s group by k having s > 2 order by k",
    want: [['a', 13]],
  },
  {
    query: "from A on k == 'a' and t > 1 within '2020-01-** **:**:**' per 'SEC' select AGG_TIMESTAMP, t",
    want: [
      [T + 1000, 4],
      [T + 86_400_000, 8],
    ],
  },
  {query: "from A on A.k == 'b' within '2020-01-** **:**:**' per 'hours' select A.t", want: [[2]]},
  {query: "from A on k == 'zzz' within '2020-01-** **:**:**' per 'hours'", want: []},
  {query: "from A within '2019-**-** **:**:**' per 'hours'", want: []},
  // 'within' is about the buckets of 'per': that day did not begin within the minute.
  {query: "from A within '2020-01-01 00:01:**' per 'day'", want: []},
])('$query', ({query, want}) =>
  expect(
    filled()
      .app.query(query)
      .map((e) => e.data),
  ).toEqual(want),
);

test.each([
  {query: "from A per 'sec'", says: /'per' needs 'within'/},
  {query: "from A within '2020-**-** **:**:**'", says: /per/},
  {query: 'from A', says: /needs 'within' and 'per'/},
  {query: "from A within '2020-**-** **:**:**' per 'weeks'", says: /must name a duration .* found 'weeks'/},
  {
    query: "from A within '2020-**-** **:**:**' per 'months'",
    says: /keeps no months, only seconds, minutes, hours, days/,
  },
  {query: "from A within '2020-**-** **:**:**' per 5", says: /'per' must be a string/},
  {query: "from A within 5L per 'sec'", says: /a single value of 'within' must be a string, but this is long/},
  {query: "from A within 1, 2 per 'sec'", says: /must be strings or longs .* but this is int/},
  {query: "from A within 'abc' per 'sec'", says: /found 'abc'/},
  {query: "from A within '2020-**-** **:**:**', '2021-01-01 00:00:00' per 'sec'", says: /found '2020-\*\*/},
  {query: "from A within 2L, 2L per 'sec'", says: /must start before it ends/},
  {query: "from A on z == 1 within '2020-**-** **:**:**' per 'sec'", says: /no attribute 'z'/},
  {query: "from B within '2020-**-** **:**:**' per 'sec'", says: /'B' is neither a table/},
])('$query: refused', ({query, says}) => expect(() => filled().app.query(query)).toThrow(says));
test('what is refused is pointed at', () =>
  expect(() => filled().app.query("from A within '2020-**-** **:**:**' per 'weeks'")).toThrow(
    /\n {2}from A.*\n +\^{7}$/,
  ));

test('a stream reads the range and duration that each event names', () => {
  const {app, take} = filled(
    'from R as r join A as a on a.k == r.k within r.st, r.en per r.p select a.AGG_TIMESTAMP as at, r.k as k, t insert into Out;',
    ['Out'],
  );
  app.send('R', ['a', 'sec', T, T + 2000, null]);
  app.send('R', ['a', 'Days', T, T + 1e9, null]);
  app.send('R', ['x', 'sec', T, T + 2000, null]);
  expect(take()).toEqual([`Out: ${T},a,1 | ${T + 1000},a,4`, `Out: ${T},a,5 | ${T + 86_400_000},a,8`]);
  app.send('R', ['a', 'years', T, T + 1, null]);
  app.send('R', ['a', 'sec', 2, 1, null]);
  app.send('R', ['a', null, 1, 2, null]);
  app.send('R', ['a', 'sec', null, 2, null]);
  expect(take()).toEqual([
    expect.stringMatching(/^!R: .*keeps no years/),
    expect.stringMatching(/^!R: .*must start before/),
    expect.stringMatching(/^!R: .*found null/),
    expect.stringMatching(/^!R: .*found null/),
  ]);
});
test.each([
  {join: 'R as r left outer join A as a', on: 'on a.k == r.k and t > 4', want: ['Out: z,null', 'Out: a,5']},
  {join: 'A as a right outer join R as r', on: 'on a.k == r.k', want: ['Out: z,null', 'Out: a,5']},
  {join: 'R as r join A[t < 5L] as a', on: '', want: ['Out: z,2', 'Out: a,2']},
  {join: 'R#window.length(1) as r unidirectional join A as a', on: 'on a.k == r.k', want: ['Out: a,5']},
])('$join', ({join, on, want}) => {
  const {app, seen} = filled(`from ${join} ${on} within r.day per 'day' select r.k as k, a.t as t insert into Out;`, [
    'Out',
  ]);
  for (const k of ['z', 'a']) app.send('R', [k, '', 0, 0, '2020-01-01 **:**:**']);
  expect(seen).toEqual(want);
});
test('a condition that names the group finds what a look at all groups finds', () =>
  fc.assert(
    fc.property(
      fc.array(fc.record({k: fc.constantFrom('a', 'b'), v: fc.nat(2), at: fc.nat(3)}), {maxLength: 20}),
      (sent) => {
        const {app} = watch(
          `define stream S (k string, v int, ts long);
         define aggregation A from S select v as w, k, count() as c group by k, v aggregate by ts every sec;`,
          [],
        );
        for (const {k, v, at} of sent) app.send('S', [k, v, T + 1000 * at]);
        const found = (on: string): unknown[] =>
          app.query(`from A on ${on} within ${T}L, ${T + 3000}L per 'sec' select *`).map((e) => e.data);
        expect(found("1.0 == A.w and k == 'a'")).toEqual(found("k == 'a' and not (w != 1)"));
      },
    ),
  ));
test('a join after the aggregation in one stream sees the event itself', () => {
  const {app, take} = filled(
    "from S as s join A as a on a.k == s.k within '2020-01-01 **:**:**' per 'day' select t insert into Out;",
    ['Out'],
  );
  take();
  app.send('S', ['a', 16, T]);
  expect(take()).toEqual(['Out: 21']);
});
test('a duration table is joined as any table', () => {
  const {app, seen} = filled('from R join A_DAYS as d on d.k == R.k select d.AGG_SUM_v as s insert into Out;', ['Out']);
  app.send('R', ['b', '', 0, 0, '']);
  expect(seen).toEqual(['Out: 2']);
});

test.each([
  {query: "from R join A per 'sec' select t insert into Out;", says: /'within'/},
  {query: 'from R join A on A.k == R.k select t insert into Out;', says: /needs 'within' and 'per'/},
  {query: "from R join A within 'x' per 'sec' select t insert into Out;", says: /found 'x'/},
  {query: "from R join A within '2020-**-** **:**:**' per 'years' select t insert into Out;", says: /keeps no years/},
  {query: "from R join A within A.t, 5L per 'sec' select t insert into Out;", says: /'A' not found/},
  {
    query:
      "from R unidirectional join A#window.length(1) within '2020-**-** **:**:**' per 'sec' select t insert into Out;",
    says: /cannot stand after aggregation 'A'/,
  },
  {
    query: "from Tab join A within '2020-**-** **:**:**' per 'sec' select t insert into Out;",
    says: /are a table and an aggregation: nothing would ever trigger it/,
  },
  {
    query: "from R join A unidirectional within '2020-**-** **:**:**' per 'sec' select t insert into Out;",
    says: /'unidirectional' stands at aggregation 'A'/,
  },
  {
    query: "from R join Tab within '2020-**-** **:**:**' per 'sec' select R.k as k insert into Out;",
    says: /neither side of the join is one/,
  },
])('$query: refused', ({query, says}) => expect(() => createApp(`${APP} ${query}`)).toThrow(says));

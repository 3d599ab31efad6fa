import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';

function started() {
  const app = createApp(`define stream S (k string, g int, v int); define table T (k string, g int, v int);
    @PrimaryKey('k') define table P (k string, v int); define window W (k string, v int) length(2);
    from S insert into T; from S select k, v insert into P; from S select k, v insert into W;`);
  app.start();
  for (const row of [
    ['a', 1, 10],
    ['b', 1, 20],
    ['c', 2, 5],
    ['d', 2, 20],
  ])
    app.send('S', row);
  return app;
}

test.each([
  {
    query: 'from T',
    want: [
      ['a', 1, 10],
      ['b', 1, 20],
      ['c', 2, 5],
      ['d', 2, 20],
    ],
  },
  {query: 'from T select k', want: [['a'], ['b'], ['c'], ['d']]},
  {query: 'from T on v > 7 and T.g == 1 select k;', want: [['a'], ['b']]},
  {
    query: 'from T select k, v order by v desc, k limit 2 offset 1',
    want: [
      ['d', 20],
      ['a', 10],
    ],
  },
  {query: 'from T select g, sum(v) as s group by g having s > 25', want: [[1, 30]]},
  {query: 'from T select sum(v) as s, k', want: [[55, 'd']]},
  {query: 'from T on v > 100 select count() as c', want: []},
  {query: "from P on k == 'b' select v", want: [[20]]},
  {
    query: 'from W',
    want: [
      ['c', 5],
      ['d', 20],
    ],
  },
  {query: 'from W on v > 10 select k, sum(v) as s', want: [['d', 20]]},
  {query: 'from T select eventTimestamp() as t limit 1', want: [[-1]]},
])('$query', ({query, want}) => {
  const events = started().query(query);
  expect(events.map((e) => e.data)).toEqual(want);
  expect(events.every((e) => e.timestamp === -1)).toBe(true);
});

test.each([
  {query: "select 'e' as k, 3 as g, 7 as v insert into T", find: 'from T on g == 3', want: [['e', 3, 7]]},
  {query: "delete T on T.k == 'a'", find: 'from T on g == 1 select k', want: [['b']]},
  {query: "select 'a' as key delete T on T.k == key", find: 'from T on g == 1 select k', want: [['b']]},
  {
    query: 'update P set P.v = P.v + 1 on P.v >= 10',
    find: 'from P',
    want: [
      ['a', 11],
      ['b', 21],
      ['c', 5],
      ['d', 21],
    ],
  },
  {
    query: "select 5 as n, 'c' as key update P set P.v = P.v + n on P.k == key",
    find: "from P on k == 'c'",
    want: [['c', 10]],
  },
  {
    query: "select 'c' as k, 1 as v update or insert into P set P.v = P.v + v on P.k == k",
    find: "from P on k == 'c'",
    want: [['c', 6]],
  },
  {query: "select 'z' as k, 1 as v update or insert into P on P.k == k", find: "from P on k == 'z'", want: [['z', 1]]},
])('$query', ({query, find, want}) => {
  const app = started();
  expect(app.query(query)).toEqual([]);
  expect(app.query(find).map((e) => e.data)).toEqual(want);
});

test('a repeated query begins its aggregates anew', () => {
  const app = started();
  const sums = [1, 2, 3].map(() => app.query('from T select sum(v) as s')[0]?.data);
  app.send('S', ['e', 1, 1]);
  expect([...sums, app.query('from T select sum(v) as s')[0]?.data]).toEqual([[55], [55], [55], [56]]);
});
test('names and types are known without running', () => {
  expect(started().queryAttributes('from T select k, sum(v) as s, avg(g) as a')).toEqual([
    {name: 'k', type: 'string'},
    {name: 's', type: 'long'},
    {name: 'a', type: 'double'},
  ]);
});
test('rows that are handed out are copies', () => {
  const app = started();
  app.query('from P')[0]!.data[1] = 99;
  expect(app.query('from P')[0]!.data).toEqual(['a', 10]);
});
test('more queries than are remembered still answer', () => {
  const app = started();
  const ask = () =>
    Array.from({length: 120}, (_, i) => app.query(`from T on v > ${i % 30} select count() as c`).length);
  expect(ask()).toEqual(ask());
});

test.each([
  {query: 'from X', says: /'X' is neither a table nor a window nor an aggregation/},
  {query: 'from S', says: /'S' is neither a table/},
  {query: 'from t', says: /did you mean 'T'/},
  {query: 'from T on z > 1', says: /no attribute 'z' in 'T'/},
  {query: 'from T as x on x.k == 1', says: /'x' not found/},
  {query: 'from T on k > 1', says: /cannot be compared/},
  {query: 'delete T', says: /'delete' needs a condition/},
  {query: 'delete W on true', says: /'W' is none/},
  {query: 'select k, v insert into P', says: /no attribute 'k'/},
  {query: "select 'n' as k, 30L as v insert into P", says: /output is \(k string, v long\)/},
  {query: "from T within '2020-**-** **:**:**' per 'days'", says: /need an aggregation/},
  {query: "update T set T.v = 'x' on true", says: /is int and cannot take string/},
])('$query: refused', ({query, says}) => expect(() => started().query(query)).toThrow(says));

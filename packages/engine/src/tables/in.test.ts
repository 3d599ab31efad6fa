import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';

const app = `define stream S (k string, v int); define stream Load (k string, v int);
  define table T (k string, v int); define table E (k string); @PrimaryKey('k') define table P (k string, v int);
  from Load insert into T; from Load insert into P;`;

/** What `select` gives for the events (x, 2), (c, 9) when the tables hold (a, 1), (x, 5), (null, null). */
function answers(select: string): unknown[] {
  const running = createApp(`${app} from S select ${select} as answer insert into Out;`);
  const found: unknown[] = [];
  running.onStream('Out', (events) => found.push(...events.map((e) => e.data[0])));
  running.start();
  for (const row of [
    ['a', 1],
    ['x', 5],
    [null, null],
  ])
    running.send('Load', row);
  for (const row of [
    ['x', 2],
    ['c', 9],
  ])
    running.send('S', row);
  return found;
}

test.each([
  {select: '(T.k == k) in T', want: [true, false]},
  {select: '(k == T.k and T.v > v) in T', want: [true, false]},
  {select: '(T.k == k) in P', want: 'refused'},
  {select: '(P.k == k) in P', want: [true, false]},
  {select: 'not ((T.k == k) in T)', want: [false, true]},
  {select: '(v > 2) in T', want: [false, true]},
  {select: '(k == k) in E', want: [false, false]},
  {select: '(T.v is null) in T', want: [true, true]},
  {select: '(T.v > v) in T', want: [true, false]},
  {select: '(T.v == 5 and ((P.k == T.k and P.v > v) in P)) in T', want: [true, false]},
  {select: '(k == "x") in Nope', want: 'refused'},
  {select: '(T.v) in T', want: 'refused'},
])('$select', ({select, want}) => {
  if (want === 'refused') expect(() => answers(select)).toThrow();
  else expect(answers(select)).toEqual(want);
});

test('in sees the table as it is at that moment, also in filters', () => {
  const running = createApp(`define stream S (k string); define table T (k string);
    from S[not ((T.k == k) in T)] select k insert into New; from New insert into T;`);
  const found: unknown[] = [];
  running.onStream('New', (events) => found.push(...events.map((e) => e.data[0])));
  running.start();
  for (const k of ['a', 'b', 'a', 'c', 'b']) running.send('S', [k]);
  expect(found).toEqual(['a', 'b', 'c']);
});

const stores = `define stream S (k string, v int); define stream Load (k string, v int);
  @PrimaryKey('k') define table P (k string, v int); define table T (k string, v int); from Load insert into P; from Load insert into T;`;

test.each([
  {where: 'a filter', query: 'from S[(P.k == k and P.v < v) in P] select k, v insert into Out;', want: [['b', 9]]},
  {
    where: 'having',
    query: 'from S select k, v + 1 as w having (P.k == k and P.v < w) in P insert into Out;',
    want: [
      ['a', 4],
      ['b', 10],
    ],
  },
  {
    where: 'a pattern, with earlier events',
    query:
      'from every e1=S -> e2=S[(P.k == e1.k and P.v < e2.v) in P] select e1.k as a, e2.v as v, (P.k == e1.k) in P as known insert into Out;',
    want: [['a', 9, true]],
  },
  {
    where: 'the condition of a join',
    query:
      'from S join T on S.k == T.k and not ((P.k == T.k and P.v >= S.v) in P) select S.k as k, T.v as v insert into Out;',
    want: [['b', 5]],
  },
  {
    where: 'itself, three deep',
    query:
      'from S[(T.k == k and ((P.k == T.k and ((T.k == P.k and P.v < v and v > 3) in T)) in P)) in T] select k, v insert into Out;',
    want: [['b', 9]],
  },
  {
    where: 'set and on of an update',
    query: `from S select k, v update T set T.v = ifThenElse((P.k == T.k and P.v < v) in P, v, 0) on T.k == k and (P.k == T.k) in P;
      from S[v == 9] join T on true select T.k as k, T.v as v insert into Out;`,
    want: [
      ['a', 0],
      ['b', 9],
    ],
  },
])('in stands in $where', ({query, want}) => {
  const running = createApp(stores + query);
  const found: unknown[] = [];
  running.onStream('Out', (events) => found.push(...events.map((e) => e.data)));
  running.start();
  for (const row of [
    ['a', 3],
    ['b', 5],
  ])
    running.send('Load', row);
  for (const row of [
    ['a', 3],
    ['c', 3],
    ['b', 9],
  ])
    running.send('S', row);
  expect(found).toEqual(want);
});

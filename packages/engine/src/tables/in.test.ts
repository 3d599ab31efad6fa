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

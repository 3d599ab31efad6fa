import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';

const streams = 'define stream S (k string, v int); define stream U (k string, v int, w double);';
type Send = readonly [string, ...unknown[]] | readonly (readonly [string, ...unknown[]])[];

/** Rows of T after the sends; an inner list is one chunk. */
function run(
  table: string,
  queries: string,
  sends: readonly Send[],
): {rows: unknown[][]; errors: string[]; logged: string[]} {
  const [errors, logged]: [string[], string[]] = [[], []];
  const app = createApp(`${streams} ${table} from S insert into T; ${queries}`, {
    onError: ({error}) => errors.push(error.message),
    log: (_, line) => logged.push(line),
  });
  app.start();
  for (const send of sends) {
    if (Array.isArray(send[0])) {
      const batch = send as readonly (readonly [string, ...unknown[]])[];
      app.sendBatch(
        batch[0]![0],
        batch.map(([, ...data]) => ({data})),
      );
    } else {
      const [stream, ...row] = send as readonly [string, ...unknown[]];
      app.send(stream, row);
    }
  }
  return {rows: app.query('from T').map((e) => e.data), errors, logged};
}
const ab: Send[] = [
  ['S', 'a', 1],
  ['S', 'b', 2],
];
const plain = 'define table T (k string, v int);';
const keyed = `@PrimaryKey('k') ${plain}`;
const indexed = `@Index('k') @Index('v') ${plain}`;

test.each([
  {
    name: 'update sets what the event says',
    query: 'from U select k, v update T set T.v = v on T.k == k;',
    sends: [['U', 'a', 7, 0]],
    want: [
      ['a', 7],
      ['b', 2],
    ],
  },
  {
    name: 'set may read the row',
    query: 'from U select k, v update T set T.v = T.v + v on T.k == k;',
    sends: [['U', 'a', 7, 0]],
    want: [
      ['a', 8],
      ['b', 2],
    ],
  },
  {
    name: 'update without set writes attributes of the same name',
    query: 'from U select v update T on T.k == "b";',
    sends: [['U', 'x', 9, 0]],
    want: [
      ['a', 1],
      ['b', 9],
    ],
  },
  {
    name: 'update changes every row that matches',
    query: 'from U select v update T set T.v = T.v + v on T.v > 0;',
    sends: [['U', 'x', 10, 0]],
    want: [
      ['a', 11],
      ['b', 12],
    ],
  },
  {
    name: 'delete removes every row that matches',
    query: 'from U select v as limit_ delete T on T.v >= limit_;',
    sends: [['U', 'x', 2, 0]],
    want: [['a', 1]],
  },
  {name: 'delete on true empties the table', query: 'from U delete T on true;', sends: [['U', 'x', 2, 0]], want: []},
  {
    name: 'an unqualified name is the event’s first',
    query: 'from U select k, v update T set v = v on k == k;',
    sends: [['U', 'x', 5, 0]],
    want: [
      ['a', 5],
      ['b', 5],
    ],
  },
  {
    name: 'update or insert uses set for what exists',
    query: 'from U select k, v update or insert into T set T.v = T.v + v on T.k == k;',
    sends: [
      ['U', 'a', 5, 0],
      ['U', 'c', 3, 0],
    ],
    want: [
      ['a', 6],
      ['b', 2],
      ['c', 3],
    ],
  },
  {
    name: 'of a chunk, later events change the row that an earlier one will be',
    query: 'from U select k, v update or insert into T set T.v = T.v + v on T.k == k;',
    sends: [
      [
        ['U', 'n', 1, 0],
        ['U', 'm', 5, 0],
        ['U', 'n', 2, 0],
        ['U', 'n', 3, 0],
      ],
    ],
    want: [
      ['a', 1],
      ['b', 2],
      ['n', 6],
      ['m', 5],
    ],
  },
  {
    name: 'a null matches nothing',
    query: 'from U select k, v update T set T.v = v on T.k == k;',
    sends: [['U', null, 7, 0]],
    want: [
      ['a', 1],
      ['b', 2],
    ],
  },
] as {name: string; query: string; sends: Send[]; want: unknown[][]}[])(
  '$name, with any key or index',
  ({query, sends, want}) => {
    for (const table of [plain, keyed, indexed])
      expect(run(table, query, [...ab, ...sends])).toEqual({rows: want, errors: [], logged: []});
  },
);

test('set works on what it wrote before, in the order of the attributes', () => {
  const table = 'define table T (k string, v int);';
  expect(
    run(table, "from U select v update T set T.v = T.v * 10, T.k = ifThenElse(T.v > 5, 'big', 'small') on true;", [
      ['S', 'a', 1],
      ['U', 'x', 0, 0],
    ]).rows,
  ).toEqual([['small', 10]]);
});
test('set widens numbers', () => {
  const app = createApp(`${streams} @Index('d') define table D (l long, f float, d double);
    from S[v == 1] select 1L as l, 1f as f, 1.0 as d insert into D;
    from S[v > 1] update D set D.l = v, D.f = v, D.d = 9007199254740993L on true;`);
  app.start();
  app.send('S', ['a', 1]);
  app.send('S', ['b', 16_777_217]);
  expect(app.query('from D').map((e) => e.data)).toEqual([[16_777_217, 16_777_216, 9_007_199_254_740_992]]);
  expect(app.query('from D on d == 9007199254740992.0')).toHaveLength(1);
});
test('of two items for one attribute the later counts', () => {
  expect(
    run(plain, 'from U select v update T set T.v = 100, T.v = T.v + 1 on true;', [
      ['S', 'a', 1],
      ['U', 'x', 0, 0],
    ]).rows,
  ).toEqual([['a', 2]]);
});
test('a duplicate insert loses the new row and is reported', () => {
  const {rows, errors} = run(keyed, '', [...ab, ['S', 'a', 9]]);
  expect(rows).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
  expect(errors).toEqual(["table 'T' has a row of primary key (k) = (a) already: the row was not inserted"]);
});
test('an update onto a key that exists changes nothing and is logged', () => {
  const {rows, errors, logged} = run(keyed, "from U update T set T.k = 'b' on T.k == k;", [...ab, ['U', 'a', 0, 0]]);
  expect([rows, errors]).toEqual([
    [
      ['a', 1],
      ['b', 2],
    ],
    [],
  ]);
  expect(logged).toEqual(["table 'T' has a row of primary key (k) = (b) already: the update changed nothing"]);
});
test('update or insert whose second test fails meets the key and is reported', () => {
  const {rows, errors} = run(keyed, 'from U select k, v update or insert into T on T.k == k and T.v < v;', [
    ['S', 'a', 5],
    ['U', 'a', 3, 0],
  ]);
  expect([rows, errors.length]).toEqual([[['a', 5]], 1]);
});
test('expired events act where they are asked for', () => {
  const sends: Send[] = [...ab, ['U', 'a', 0, 0], ['U', 'b', 0, 0]];
  expect(run(plain, 'from U#window.length(1) select k delete T for expired events on T.k == k;', sends).rows).toEqual([
    ['b', 2],
  ]);
  expect(run(plain, 'from U#window.length(1) select k, v insert all events into T;', sends).rows).toEqual([
    ['a', 1],
    ['b', 2],
    ['a', 0],
    ['a', 0],
    ['b', 0],
  ]);
});

test.each([
  {
    name: 'other types',
    query: 'from U select k, w as v insert into T;',
    says: /table 'T' is \(k string, v int\), but the query's output is \(k string, v double\)/,
  },
  {name: 'other names', query: 'from U select k, v as x insert into T;', says: /output is \(k string, x int\)/},
  {name: 'other order', query: 'from U select v, k insert into T;', says: /output is \(v int, k string\)/},
  {name: 'delete without on', query: 'from U delete T;', says: /'delete' needs a condition/},
  {
    name: 'set of an unknown attribute',
    query: 'from U update T set T.x = v on T.k == k;',
    says: /table 'T' has no attribute 'x' to set/,
  },
  {
    name: 'set of a narrower type',
    query: 'from U update T set T.v = w on T.k == k;',
    says: /'v' of table 'T' is int and cannot take double/,
  },
  {
    name: 'set of another table',
    query: 'from U update T set U.v = v on T.k == k;',
    says: /'set' changes table 'T', but 'U.v' is not of it/,
  },
  {name: 'no set and an attribute that the table lacks', query: 'from U update T on T.k == k;', says: /has no 'w'/},
  {
    name: 'an input attribute that is not selected',
    query: 'from U select k update T set T.v = w on T.k == k;',
    says: /no attribute 'w'/,
  },
  {
    name: 'a condition that is no bool',
    query: 'from U delete T on T.v;',
    says: /'on' must be of type bool, but this is int/,
  },
  {name: 'update of a stream', query: 'from S update U set U.v = v on U.k == k;', says: /'U' is none/},
])('$name: refused', ({query, says}) => expect(() => run(plain, query, [])).toThrow(says));

test.each([
  {table: "@PrimaryKey('x') define table T (k string, v int);", says: /names 'x', which is no attribute/},
  {table: '@PrimaryKey define table T (k string, v int);', says: /names no attribute/},
  {table: "@PrimaryKey('k') @PrimaryKey('v') define table T (k string, v int);", says: /more than one @PrimaryKey/},
  {table: "@Index('k', 'v') define table T (k string, v int);", says: /exactly one attribute/},
  {table: "@Index('k') @Index('k') define table T (k string, v int);", says: /more than one @Index on 'k'/},
  {table: "@IndexBy('k') define table T (k string, v int);", says: /@IndexBy is no longer supported/},
  {
    table: "@store(type='rdbms') define table T (k string, v int);",
    says: /@store is not supported here: nobody keeps the external table 'T'/,
  },
  {table: "@cache(size='1') define table T (k string, v int);", says: /@cache is not supported on table 'T'/},
])('$table: refused', ({table, says}) => expect(() => run(table, '', [])).toThrow(says));

const action = fc.record({
  does: fc.constantFrom('insert', 'set', 'upsert', 'delete', 'more'),
  k: fc.constantFrom('a', 'b', 'c', 'd', null),
  v: fc.integer({min: 0, max: 4}),
});

test('a table with keys or indexes holds what one without them holds', () =>
  fc.assert(
    fc.property(fc.array(action, {maxLength: 25}), (actions) => {
      const text = (table: string) => `define stream Use (does string, k string, v int); ${table}
        from Use[does == 'insert' and not ((T.k == k) in T) and not (k is null)] select k, v insert into T;
        from Use[does == 'set'] select k, v update T set T.v = T.v + v on T.k == k and T.v >= 1;
        from Use[does == 'upsert' and not (k is null)] select k, v update or insert into T set T.v = v + 1 on T.k == k;
        from Use[does == 'delete'] select k, v delete T on T.v == v or T.k == k;
        from Use[does == 'more'] select v update T set T.v = v on T.v > v and T.v <= 10;
        from Use join T on T.v == Use.v select Use.k as uk, T.k as tk, T.v as v insert into Out;`;
      const outcome = (table: string): unknown => {
        const app = createApp(text(table));
        const found: unknown[] = [];
        app.onStream('Out', (events) => found.push(events.map((e) => e.data)));
        app.start();
        for (const {does, k, v} of actions) app.send('Use', [does, k, v]);
        return [found, app.query('from T').map((e) => e.data)];
      };
      const want = outcome(plain);
      for (const table of [keyed, indexed, `@Index('v') ${keyed}`, `@PrimaryKey('v', 'k') ${plain}`]) {
        expect(outcome(table)).toEqual(want);
      }
    }),
    {numRuns: 60},
  ));

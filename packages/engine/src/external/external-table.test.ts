import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';
import {beside, FakeStore} from './testing.ts';

const table = "@store(type='rdbms') @PrimaryKey('k') define table T (k string, v int);";
const streams = 'define stream S (k string, v int); define stream Ask (k string);';

const joins = `${streams} ${table}
  @info(name='write') from S select k, v update or insert into T set T.v = T.v + v on T.k == k;
  @info(name='read') from Ask join T on T.k == Ask.k select T.k as k, T.v as v insert into Out;`;

test('an event waits for the rows that it finds, and sees what was written before it', () => {
  const {app, store, seen} = beside(joins, ['Out']);
  app.send('S', ['a', 1]);
  app.send('S', ['a', 2]);
  app.send('Ask', ['a']);
  app.send('S', ['a', 4]);
  expect(seen).toEqual([]);
  store.settle(app);
  expect(seen).toEqual(['Out: a,3']);
  expect(store.rows('T')).toEqual(['a,7']);
});

test('a read asks for the rows of its key and no others', () => {
  const {app, store} = beside(joins, []);
  app.send('Ask', ['b']);
  expect(store.waiting).toEqual([
    {kind: 'read', table: 'T', number: 1, candidates: [[{position: 0, operator: '==', value: 'b'}]]},
  ]);
});

test("a refused row is a run-time error of its query's stream, with its event", () => {
  const {app, store, seen} = beside(
    `@OnError(action='stream') ${streams} ${table} @info(name='q') from S insert into T;`,
    ['!S'],
  );
  store.tables.set('T', [['a', 1]]);
  app.sendBatch('S', [{data: ['x', 7]}, {data: ['a', 8]}]);
  store.settle(app);
  expect(store.rows('T')).toEqual(['a,1', 'x,7']);
  expect(seen).toEqual([
    "!S/q: table 'T' has a row of primary key (k) = (a) already: the row was not inserted [a,8]",
    expect.stringMatching(/^!S: a,8,\{/),
  ]);
});

test('a refusal names the event of its row, though the lists that it came in hold others by then', () => {
  const {app, store, seen} = beside(`${streams} ${table} @info(name='q') from S insert into T;`, []);
  store.tables.set('T', [['a', 1]]);
  const rows = [
    ['x', 7],
    ['a', 8],
  ];
  app.input('S').sendRows(rows, [1, 2]);
  rows.splice(0, 2, ['y', 9], ['z', 9]);
  store.settle(app);
  expect(seen).toEqual([expect.stringMatching(/the row was not inserted \[a,8\]$/)]);
});

test.each([
  {row: ['x'.repeat(255), 1], says: "!S/q: 'k' of table 'T' takes 254 characters, but this is 255 long"},
  {row: [null, 1], says: "!S/q: 'k' is of the primary key of table 'T' and must not be null"},
  {row: ['\ud800', 1], says: "!S/q: 'k' of table 'T' cannot hold half a surrogate pair"},
])('what no database could hold is refused: $says', ({row, says}) => {
  const {app, store, seen} = beside(`${streams} ${table} @info(name='q') from S insert into T;`, []);
  app.send('S', row);
  store.settle(app);
  expect(seen).toHaveLength(1);
  expect(seen[0]).toContain(says);
  expect(store.rows('T')).toEqual([]);
});

test('a read that cannot be answered is an error of the events that wait for it', () => {
  const {app, seen} = beside(joins, ['Out']);
  app.send('Ask', ['b']);
  app.answer({kind: 'unreadable', table: 'T', upTo: 1, message: 'too many rows'});
  expect(seen).toEqual(['!Ask/read: too many rows [b]']);
});

test('an answer that comes again changes nothing', () => {
  const {app, seen} = beside(joins, ['Out']);
  app.send('Ask', ['b']);
  const answer = {kind: 'rows', table: 'T', upTo: 1, rows: [['b', 5]]} as const;
  for (let i = 0; i < 2; i++) app.answer({...answer, rows: [['b', 5]]});
  expect(seen).toEqual(['Out: b,5']);
});

test("a filter asks with 'in', and batches stay batches", () => {
  const {app, store, seen} = beside(
    `${streams} ${table} from S[not (T.k == k in T) and v > 0] select k, sum(v) as v insert into New;`,
    ['New'],
  );
  store.tables.set('T', [['a', 1]]);
  app.sendBatch('S', [{data: ['a', 1]}, {data: ['b', 2]}, {data: ['c', 3]}]);
  store.settle(app);
  expect(seen).toEqual(['New: c,5']);
});

test('a left join, a window before it and a partition around it work as beside a table in memory', () => {
  const {app, store, seen} = beside(
    `${streams} ${table} partition with (k of S) begin
       from S#window.length(2) left outer join T on T.k == S.k select S.k as k, T.v as t, sum(S.v) as v insert into Out;
     end;`,
    ['Out'],
  );
  store.tables.set('T', [['a', 10]]);
  for (const row of [
    ['a', 1],
    ['b', 2],
    ['a', 3],
    ['a', 5],
  ])
    app.send('S', row);
  store.settle(app);
  expect(seen).toEqual(['Out: a,10,1', 'Out: b,null,2', 'Out: a,10,4', 'Out: a,10,8']);
});

test('an on-demand query is answered when its rows have come, and writes at once', () => {
  const {app, store} = beside(joins, []);
  store.tables.set('T', [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ]);
  expect(app.ask('from T on T.v >= 2 select sum(v) as s')).toBe(1);
  expect(app.ask("delete T on T.k == 'c'")).toEqual([]);
  store.settle(app);
  expect(store.found).toEqual([{number: 1, events: [{timestamp: -1, data: [5]}]}]);
  expect(store.rows('T')).toEqual(['a,1', 'b,2']);
  expect(() => app.query('from T')).toThrow("'T' is an external table");
});

test('what waits can be asked for again', () => {
  const {app, store, seen} = beside(joins, ['Out']);
  app.send('Ask', ['a']);
  app.ask('from T');
  store.waiting.length = 0;
  store.tables.set('T', [['a', 1]]);
  app.askAgain();
  store.settle(app);
  expect(seen).toEqual(['Out: a,1']);
  expect(store.found).toHaveLength(1);
});

const steps = [
  ['S', ['a', 1]],
  ['Ask', ['a']],
  ['Ask', ['b']],
  ['S', ['b', 2]],
  ['Ask', ['b']],
  ['S', ['a', 3]],
  ['Ask', ['a']],
] as const;

/** Requests are served two steps late; the app is replaced by its restored self before step `restartAt`. */
function run(restartAt: number): {seen: string[]; rows: string[]} {
  const store = new FakeStore();
  const first = beside(joins, ['Out'], store);
  let {app} = first;
  const {seen} = first;
  steps.forEach(([stream, row], at) => {
    if (at === restartAt) {
      const next = beside(joins, ['Out'], store);
      next.app.restore(app.snapshot());
      next.seen.push = (...items) => seen.push(...items);
      app = next.app;
      app.start();
    }
    app.send(stream, row);
    if (at >= 2) store.serve(app);
  });
  store.settle(app);
  return {seen, rows: store.rows('T')};
}

test('a restart at any position, with reads that wait, changes nothing', () => {
  const want = run(-1);
  expect(want).toEqual({seen: ['Out: a,1', 'Out: b,2', 'Out: a,4'], rows: ['a,4', 'b,2']});
  for (let at = 0; at < steps.length; at++) expect(run(at)).toEqual(want);
});

test.each([
  {query: 'from S select T.k == k in T as b insert into X;', says: "the external table 'T' cannot be read here"},
  {query: 'from S#window.length(1)[k == T.k in T] insert into X;', says: "the external table 'T' cannot be read here"},
  {
    query: 'from S delete T on T.v == math:rand();',
    says: "rand() cannot stand in a condition or assignment of the external table 'T'",
  },
  {
    query: 'define function f[javascript] return bool {return true;}; from S delete T on f();',
    says: 'f() cannot stand in a condition',
  },
  {
    query:
      "@purge(enable='true', interval='1 sec', idle.period='1 sec') partition with (k of S) begin from S join T on T.k == S.k select S.k insert into X; end;",
    says: 'cannot be read in a partition with @purge',
  },
  {
    query: "@store(type='rdbms') define table U (k string); from S[T.k == k in T and U.k == k in U] insert into X;",
    says: "here are 'T' and 'U': use two queries",
  },
  {
    query: "@store(type='mongodb') define table U (k string);",
    says: "@store(type='mongodb') is not supported on table 'U', expected rdbms",
  },
  {query: "@store(ref='x') define table U (k string);", says: "@store is missing the element 'type'"},
  {
    query: "@store(type='rdbms', @cache(size='10')) define table U (k string);",
    says: "@cache is not supported in @store of table 'U'",
  },
  {query: "@store(type='rdbms') define table U (k object);", says: "'k' of the external table 'U' is of type object"},
  {
    query: "@store(type='rdbms', field.length='k') define table U (k string);",
    says: "field.length of table 'U': found 'k'",
  },
])('refused: $says', ({query, says}) => {
  const definitions = query.startsWith('from') || query.startsWith('@purge') ? '' : query;
  const text = definitions === '' ? `${streams} ${table} ${query}` : `${streams} ${table} ${definitions}`;
  expect(() => createApp(text, {external: () => {}})).toThrow(says);
});

test('without somebody who keeps them, external tables are refused', () => {
  expect(() => createApp(`${streams} ${table}`)).toThrow("nobody keeps the external table 'T'");
});

import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {ExternalRequest} from '../external/port.ts';
import {createApp} from '../create-app.ts';
import {beside, FakeStore} from '../external/testing.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const stream = 'define stream S (k string, v int, ts long);';
const totals = (annotations = "@purge(enable='false')", rest = ''): string =>
  `${stream} @store(type='rdbms') ${annotations}
   define aggregation A from S select k, sum(v) as t, count() as n group by k aggregate by ts every sec, min; ${rest}`;

test('a bucket is written once, when it has ended', () => {
  const {app, store} = beside(totals(), []);
  app.send('S', ['a', 1, 100]);
  app.send('S', ['b', 2, 200]);
  app.advanceTo(999);
  expect(store.waiting).toEqual([]);
  app.send('S', ['a', 4, 900]);
  app.advanceTo(59_999);
  store.settle(app);
  expect(store.rows('A_SECONDS')).toEqual(['0,0,a,5,2', '0,0,b,2,1']);
  expect(store.rows('A_MINUTES')).toEqual([]);
  app.advanceTo(MINUTE);
  expect(store.waiting).toHaveLength(1);
  store.settle(app);
  expect(store.rows('A_MINUTES')).toEqual(['0,0,a,5,2', '0,0,b,2,1']);
  expect(app.nextDue()).toBeUndefined();
});

test('late events replace the rows of their groups, with one write a second', () => {
  const {app, store} = beside(totals(), []);
  for (const k of ['a', 'b']) app.send('S', [k, 1, 100]);
  app.advanceTo(10 * SECOND);
  store.settle(app);
  app.send('S', ['a', 2, 300]);
  app.send('S', ['new', 3, 300]);
  app.send('S', ['a', 4, 300]);
  app.send('S', ['a', 8, 10_000]);
  app.advanceTo(11 * SECOND);
  expect(store.waiting.map(({candidates}) => candidates.length)).toEqual([3]);
  store.settle(app);
  expect(store.rows('A_SECONDS')).toEqual(['0,0,a,7,3', '0,0,b,1,1', '0,0,new,3,1', '10000,10000,a,8,1']);
});

test('reads are answered from memory, the running bucket included', () => {
  const {app, store} = beside(totals(), []);
  app.send('S', ['a', 1, 100]);
  expect(app.query("from A within 0L, 1000L per 'sec' select k, t").map((e) => e.data)).toEqual([['a', 1]]);
  expect(app.query('from A_SECONDS select k, AGG_SUM_v').map((e) => e.data)).toEqual([['a', 1]]);
  expect(store.waiting).toEqual([]);
});

test('what is purged goes from the external table, too, and a later event of its time begins anew', () => {
  const {app, store} = beside(totals("@purge(enable='true', interval='10 sec')"), []);
  app.send('S', ['a', 1, 100]);
  app.advanceTo(2 * MINUTE);
  store.settle(app);
  expect(store.rows('A_SECONDS')).toEqual(['0,0,a,1,1']);
  app.advanceTo(5 * MINUTE);
  store.settle(app);
  expect([store.rows('A_SECONDS'), store.rows('A_MINUTES')]).toEqual([[], ['0,0,a,1,1']]);
  app.send('S', ['a', 2, 100]);
  app.advanceTo(5 * MINUTE + SECOND);
  store.settle(app);
  expect([store.rows('A_SECONDS'), store.rows('A_MINUTES')]).toEqual([['0,0,a,2,1'], ['0,0,a,3,2']]);
});

test('a row that no database could hold is a run-time error, and the others are written', () => {
  const {app, store, seen} = beside(totals(), []);
  app.send('S', [null, 1, 100]);
  app.send('S', ['a', 1, 100]);
  app.advanceTo(SECOND);
  store.settle(app);
  expect(store.rows('A_SECONDS')).toEqual(['0,0,a,1,1']);
  expect(seen).toEqual([
    "!/: 'k' is of the primary key of table 'A_SECONDS' and must not be null: the row was not inserted [0,0,null,1,1]",
  ]);
});

test('many groups are several requests', () => {
  const {app, store} = beside(totals(), []);
  for (let i = 0; i < 300; i++) app.send('S', [`k${i}`, i, 100]);
  app.advanceTo(SECOND);
  expect(store.waiting.map(({candidates}) => candidates.length)).toEqual([256, 44]);
});

test('without a time of its own, and in playback, it goes by the time of arrival', () => {
  const {app, store} = beside(
    `@app:playback ${stream} @store(type='rdbms') @purge(enable='false')
     define aggregation A from S select sum(v) as t aggregate every sec, year;`,
    [],
  );
  app.send('S', ['a', 1, 0], 100);
  app.send('S', ['a', 2, 0], 900);
  app.send('S', ['a', 4, 0], 1500);
  app.send('S', ['a', 8, 0], 1400);
  store.settle(app);
  expect(store.rows('A_SECONDS')).toEqual(['0,3']);
  app.send('S', ['a', 16, 0], 366 * 24 * 60 * MINUTE);
  store.settle(app);
  expect([store.rows('A_SECONDS'), store.rows('A_YEARS')]).toEqual([['0,3', '1000,12'], ['0,15']]);
});

test('an aggregation that gets a store writes what it holds', () => {
  const old = createApp(totals().replace("@store(type='rdbms')", ''));
  old.start();
  old.send('S', ['a', 1, 100]);
  old.advanceTo(5 * SECOND);
  const {app, store} = beside(totals(), []);
  expect(app.restore(old.snapshot())).toEqual([]);
  app.start();
  app.advanceTo(6 * SECOND);
  store.settle(app);
  expect(store.rows('A_SECONDS')).toEqual(['0,0,a,1,1']);
});

test.each([
  ["@purge(enable='false')", "@purge(enable='true')"],
  ["@purge(enable='true')", "@purge(enable='false')"],
])('%s that becomes %s delays no write', (before, after) => {
  const old = beside(totals(before), []);
  old.app.send('S', ['a', 1, 100]);
  const {app, store} = beside(totals(after), []);
  app.restore(old.app.snapshot());
  app.start();
  app.advanceTo(MINUTE);
  store.settle(app);
  expect([store.rows('A_SECONDS'), store.rows('A_MINUTES')]).toEqual([['0,0,a,1,1'], ['0,0,a,1,1']]);
});

const event = fc.record({
  k: fc.constantFrom('x', 'y', 'z'),
  v: fc.option(fc.nat(4)),
  ago: fc.nat(200_000),
  wait: fc.constantFrom(0, 0, 400, 5000, 100_000),
});
const definitions = [
  'from S select k, sum(v) as t, avg(v) as a, min(v) as mn, count() as c group by k aggregate by ts every sec ... year',
  'from S[v > 1] select k, v, ts as last group by k, v aggregate by ts every sec, min, day',
  'from S select sum(v) * 2 as t, k aggregate every sec ... hour',
];
const purges = ["@purge(enable='false')", "@purge(enable='true', interval='20 sec', @retentionPeriod(sec='120 sec'))"];
/** Ten years later, when the buckets of a day have ended. */
const end = 1_893_456_000_000;

test('a restart at any position asks for the same, and in the end the tables are as memory shows them', () =>
  fc.assert(
    fc.property(
      fc.constantFrom(...definitions),
      fc.constantFrom(...purges),
      fc.array(event, {maxLength: 16}),
      fc.nat(16),
      (definition, purge, events, at) => {
        const text = `${stream} @store(type='rdbms') ${purge} define aggregation A ${definition};`;
        const run = (restartAt: number): unknown[] => {
          const store = new FakeStore();
          const asked: unknown[] = [];
          const note = ({kind, table, number, candidates}: ExternalRequest): unknown =>
            asked.push([kind, table, number, candidates]);
          let {app} = beside(text, [], store);
          let now = 1_577_836_800_000;
          const settle = (): void => {
            store.waiting.forEach(note);
            store.settle(app);
          };
          for (const [i, {k, v, ago, wait}] of events.entries()) {
            if (i === restartAt) {
              const bytes = app.snapshot();
              app.stop();
              ({app} = beside(text, [], store));
              expect(app.restore(bytes)).toEqual([]);
              app.start();
              expect(app.snapshot()).toEqual(bytes);
            }
            now += wait;
            app.advanceTo(now);
            app.send('S', [k, v, now - ago]);
            settle();
          }
          app.advanceTo(end);
          settle();
          const tables = [...app.tables.keys()].map((id) => [id, store.rows(id)]);
          const memory = [...app.tables.keys()].map((id) => [
            id,
            app
              .query(`from ${id}`)
              .map((e) => e.data.map(String).join(','))
              .toSorted(),
          ]);
          expect(tables).toEqual(memory);
          return [asked, tables, app.nextDue()];
        };
        expect(run(at)).toEqual(run(-1));
      },
    ),
    {numRuns: 100},
  ));

test.each([
  {
    text: totals().replace('count()', 'distinctCount(v)'),
    says: "'AGG_SET_v' of aggregation 'A' is no value of a column",
  },
  {text: totals().replace("type='rdbms'", "type='mongodb'"), says: "@store(type='mongodb') is not supported"},
  {
    text: totals().replace("type='rdbms'", "type='rdbms', field.length='v:9'"),
    says: "field.length of table 'A_SECONDS': found 'v:9'",
  },
])('refused: $says', ({text, says}) => {
  expect(() => createApp(text, {external: () => {}})).toThrow(says);
});

test('without somebody who keeps them, stored aggregations are refused', () => {
  expect(() => createApp(totals())).toThrow("nobody keeps the external tables of 'A'");
});

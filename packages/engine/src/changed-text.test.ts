import {decode, encode, type Plain} from '@tandem/wire';
import {expect, test} from 'vitest';
import {createApp} from './create-app.ts';

const streams = 'define stream S (a int, s string);';
const table = 'define table T (k int, n long);';
const one = `@info(name='one') from S#window.length(3) select sum(a) as t insert into O1;`;
const two = `@info(name='two') from S#window.length(3) select s, sum(a) as t group by s insert into O2;`;
const fill = 'from S select a as k, 1L as n insert into T;';
const unnamed = (query: string): string => query.replace(/@info\S+ /, '');
const text = (...parts: string[]): string => parts.join('\n');

/** After five events (1 to 5) the text is changed to `after`; then comes an event with 100. Named outputs are what it says. */
function change(before: string, after: string): {notes: string[]; says: Record<string, unknown>} {
  const old = createApp(before);
  old.start();
  for (let i = 1; i <= 5; i++) old.send('S', [i, `k${i % 2}`]);
  const app = createApp(after);
  app.start();
  const notes = app.restore(old.snapshot());
  const says: Record<string, unknown> = {};
  for (const id of ['O1', 'O2', 'O3'])
    if (app.streams.has(id)) app.onStream(id, (events) => (says[id] = events.map((event) => event.data)));
  app.send(
    'S',
    app.streams.get('S')!.attributes.map(({type}) => (type === 'string' ? 'k1' : 100)),
  );
  if (app.tables.has('T')) says['T'] = app.query('from T select count() as n')[0]?.data[0];
  return {notes, says};
}

const before = text(streams, table, one, two, fill);
const kept = {O1: [[109]], O2: [['k1', 105]], T: 6};
const lost = (name: string): string => `'${name}' was changed: it starts without its former state`;

test.each([
  {
    what: 'nothing but blanks and comments',
    after: text(streams, table, '-- more\n', one, two.replace(' from', '\nfrom'), fill),
    notes: [],
    says: kept,
  },
  {
    what: 'the length of a window',
    after: text(streams, table, one.replace('3', '2'), two, fill),
    notes: [lost('query:one')],
    says: {...kept, O1: [[100]]},
  },
  {
    what: 'the kind of a window',
    after: text(streams, table, one.replace('length(3)', 'time(1 min)'), two, fill),
    notes: [lost('query:one')],
    says: {...kept, O1: [[100]]},
  },
  {
    what: 'an aggregate',
    after: text(streams, table, one.replace('sum(a)', 'avg(a)'), two, fill),
    notes: [lost('query:one')],
    says: {...kept, O1: [[100]]},
  },
  {
    what: 'the grouping',
    after: text(streams, table, one.replace('insert', 'group by s insert'), two, fill),
    notes: [lost('query:one')],
    says: {...kept, O1: [[100]]},
  },
  {
    what: 'the name of a query',
    after: text(streams, table, one.replace("'one'", "'uno'"), two, fill),
    notes: [],
    says: kept,
  },
  {what: 'the order of the queries', after: text(streams, table, fill, two, one), notes: [], says: kept},
  {
    what: 'a query that is gone',
    after: text(streams, table, two, fill),
    notes: ["the state of 'query:one' has no place in this app"],
    says: {O2: kept.O2, T: 6},
  },
  {
    what: 'a query that is new',
    after: text(streams, table, 'from S#window.lengthBatch(2) select a insert into O3;', one, two, fill),
    notes: [],
    says: kept,
  },
  {
    what: 'the attributes of a stream',
    after: text('define stream S (x string, a int, s string);', table, one, two, fill),
    notes: [lost('query:one'), lost('query:two')],
    says: {O1: [[100]], O2: [['k1', 100]], T: 6},
  },
  {
    what: 'the attributes of a table',
    after: text(
      streams,
      'define table T (k int, n long, z string);',
      one,
      two,
      fill.replace('1L as n', '1L as n, s as z'),
    ),
    notes: [lost('table:T')],
    says: {...kept, T: 1},
  },
  {what: 'the index of a table', after: text(streams, `@index('n') ${table}`, one, two, fill), notes: [], says: kept},
])('a text changed in $what keeps the rest of the state', ({after, notes, says}) =>
  expect(change(before, after)).toEqual({notes, says}),
);

test('queries without names keep their state when one comes before them', () =>
  expect(
    change(
      text(streams, unnamed(one), unnamed(two)),
      text(streams, 'from S#window.lengthBatch(2) select a insert into O3;', unnamed(one), unnamed(two)),
    ),
  ).toEqual({notes: [], says: {O1: kept.O1, O2: kept.O2}}));

test('a snapshot of the layout before, which knows no forms, is taken by the names of the queries', () => {
  const old = createApp(before);
  old.start();
  old.send('S', [7, 'k']);
  const [, now, draws, started, state] = decode(old.snapshot()) as [number, number, number, number, Plain];
  const app = createApp(text(before, 'from S select a insert into O3;'));
  app.start();
  expect(app.restore(encode([2, now, draws, started, state]))).toEqual([]);
  expect(app.query('from T select *').map((event) => event.data)).toEqual([[7, 1]]);
});

const partition = (...queries: string[]): string => `partition with (s of S) begin ${queries.join('\n')} end;`;

test('inside a partition too the unchanged queries keep their state', () =>
  expect(
    change(
      text(streams, partition(one, two)),
      text(streams, 'from S#window.length(1) select a insert into O3;', partition(one.replace('3', '2'), two)),
    ),
  ).toEqual({
    notes: [lost('partition:partition_1/query:one')],
    says: {O1: [[100]], O2: [['k1', 108]], O3: [[100]]},
  }));

test('a partition by another key starts anew', () =>
  expect(change(text(streams, partition(one)), text(streams, partition(one).replace('(s of', '(a of')))).toEqual({
    notes: [lost('partition:partition_1')],
    says: {O1: [[100]]},
  }));

test('a stream that another query infers counts as well: its reader starts anew when its attributes change', () => {
  const chain = (select: string): string =>
    text(
      streams,
      `from S select ${select} insert into M;`,
      "@info(name='sum') from M#window.length(3) select sum(a) as t insert into O1;",
    );
  expect(change(chain('a'), chain('a, s'))).toEqual({notes: [lost('query:sum')], says: {O1: [[100]]}});
});

test('another body of a function that a query calls makes it another query', () => {
  const script = (factor: number): string =>
    text(
      streams,
      `define function f[JavaScript] return int {return data[0] * ${factor};};`,
      "@info(name='scaled') from S#window.length(3) select sum(f(a)) as t insert into O1;",
      two,
    );
  expect(change(script(1), script(2))).toEqual({notes: [lost('query:scaled')], says: {O1: [[200]], O2: kept.O2}});
});

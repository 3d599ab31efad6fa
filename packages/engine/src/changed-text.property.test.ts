import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {SiddhiApp} from './api.ts';
import {createApp} from './create-app.ts';

/** Queries of every kind with state, each with another form of the same name. `#` stands for the number of the query. */
const pool: readonly (readonly [string, string])[] = [
  ['from S#window.length(3) select sum(a) as t', 'from S#window.length(5) select sum(a) as t'],
  [
    'from S#window.time(40) select k, max(a) as t group by k',
    'from S#window.length(4) select k, max(a) as t group by k',
  ],
  ['from S#window.lengthBatch(3) select sum(a) as t', 'from S#window.timeBatch(30) select sum(a) as t'],
  ['from S#window.timeBatch(25) select count() as t', 'from S#window.time(25) select count() as t'],
  ['from S#window.sort(3, a) select a, k', 'from S#window.sort(2, a) select a, k'],
  ['from S#window.session(15) select a, k', 'from S#window.lengthBatch(2) select a, k'],
  ['from S select k, count() as n, sum(a) as t group by k', 'from S select k, avg(a) as t group by k'],
  [
    'from S#window.length(4) select a, k output last every 2 events',
    'from S#window.length(4) select a, k output every 20 milliseconds',
  ],
  ['from S select a, k output first every 30 milliseconds', 'from S select a, k output last every 3 events'],
  [
    'from every e1=S[a > 5] -> e2=S[a > e1.a] within 60 milliseconds select e1.a as x, e2.a as y',
    'from every e1=S[a > 5], e2=S[a > 1] select e1.a as x, e2.a as y',
  ],
  [
    'from every e1=S -> not S[a > 7] for 20 milliseconds select e1.a as x',
    'from every e1=S[a > 2]<2:3> -> e2=R select e2.b as x',
  ],
  [
    'from S#window.length(3) join R#window.time(50) on S.k == R.k select S.a as x, R.b as y',
    'from S#window.length(3) left outer join R#window.length(2) on S.k == R.k select S.a as x, R.b as y',
  ],
  ['from S join W on S.k == W.k select S.a as x, W.a as y', 'from S join T on S.k == T.k select S.a as x, T.n as y'],
];
const definitions = `define stream S (a int, k string); define stream R (b long, k string);
define window W (a int, k string) length(3) output all events; define table T (k string, n long);`;
const feeding = `@info(name='w') from S[a > 3] select a, k insert into W;
@info(name='t') from S select k, count() as n group by k update or insert into T set T.n = n on T.k == k;`;

type Chosen = {index: number; variant: 0 | 1; inPartition: boolean};
const nameOf = ({index, inPartition}: Chosen): string => `${inPartition ? 'p' : 'q'}${index}`;

function textOf(chosen: readonly Chosen[], blanks: string): string {
  const query = (one: Chosen): string =>
    `@info(name='${nameOf(one)}')${blanks}${pool[one.index]![one.variant]} insert into ${nameOf(one)}Out;`;
  const inside = chosen.filter((one) => one.inPartition);
  const outside = chosen.filter((one) => !one.inPartition).map(query);
  const partition =
    inside.length === 0 ? '' : `partition with (k of S, k of R) begin ${inside.map(query).join('\n')} end;`;
  return [definitions, feeding, ...outside, partition].join('\n');
}

type Step = {after: number; stream: 'S' | 'R'; value: number; key: string};
function feed(app: SiddhiApp, steps: readonly Step[], from: number): number {
  let now = from;
  for (const {after, stream, value, key} of steps) {
    now += after;
    app.advanceTo(now);
    app.send(stream, [value, key]);
  }
  return now;
}

/** What each of these queries says from now on. */
function listen(app: SiddhiApp, chosen: readonly Chosen[]): Record<string, unknown[]> {
  const said: Record<string, unknown[]> = {};
  for (const name of chosen.map(nameOf)) {
    const lines: unknown[] = (said[name] = []);
    app.onStream(`${name}Out`, (events) => lines.push(events.map(({timestamp, data}) => [timestamp, ...data])));
  }
  return said;
}

const steps = fc.array(
  fc.record<Step>({
    after: fc.integer({min: 0, max: 20}),
    stream: fc.constantFrom('S', 'S', 'R'),
    value: fc.integer({min: 0, max: 9}),
    key: fc.constantFrom('x', 'y'),
  }),
  {maxLength: 14},
);
// Joins of a window of the whole app are for queries outside partitions.
const shared = pool.length - 1;
const chosen = fc.shuffledSubarray([...pool.keys()], {minLength: 1}).chain((indices) =>
  fc.tuple(
    ...indices.map((index) =>
      fc.record({
        index: fc.constant(index),
        inPartition: index === shared ? fc.constant(false) : fc.boolean(),
        fate: fc.constantFrom('same', 'same', 'changed', 'gone', 'new'),
      }),
    ),
  ),
);

test('timers of several keys that are due together fire in the order in which they were set, after a restore too', () => {
  const text = `define stream S (a int, k string); define stream R (b long, k string);
partition with (k of S, k of R) begin
from every e1=S -> not S[a > 7] for 20 milliseconds select e1.a as x insert into Out; end;`;
  let app = createApp(text);
  app.start();
  const said: unknown[] = [];
  // The key x is older than the key y, but waits since later.
  app.send('R', [0, 'x']);
  app.send('S', [1, 'y']);
  for (const again of [createApp(text), createApp(text)]) {
    again.start();
    again.restore(app.snapshot());
    expect(again.snapshot()).toEqual(app.snapshot());
    app = again;
    if (said.length === 0) app.send('S', [0, 'x']);
    said.push('restored');
  }
  app.onStream('Out', (events) => said.push(...events.map((event) => event.data)));
  app.advanceTo(20);
  expect(said).toEqual(['restored', 'restored', [1], [0]]);
});

test('whatever else of a text changes, unchanged queries go on as if nothing had happened, and the others are named', () =>
  fc.assert(
    fc.property(chosen, steps, steps, fc.boolean(), (queries, before, after, turned) => {
      const first = queries.filter(({fate}) => fate !== 'new').map((one): Chosen => ({...one, variant: 0}));
      const kept = queries.filter(({fate}) => fate !== 'gone');
      const second = kept.map((one): Chosen => ({...one, variant: one.fate === 'changed' ? 1 : 0}));
      const same = first.filter(({index}) => queries.some((one) => one.index === index && one.fate === 'same'));

      const staying = createApp(textOf(first, ' '));
      staying.start();
      const now = feed(staying, before, 0);
      const changed = createApp(textOf(turned ? second.toReversed() : second, '\n'));
      changed.advanceTo(now);
      changed.start();
      const notes = changed.restore(staying.snapshot());

      const said = listen(staying, same);
      const heard = listen(changed, same);
      const end = feed(staying, after, now);
      feed(changed, after, now);
      staying.advanceTo(end + 200);
      changed.advanceTo(end + 200);
      expect(heard).toEqual(said);
      for (const one of same) expect(notes.filter((note) => note.includes(`query:${nameOf(one)}'`))).toEqual([]);
    }),
    {numRuns: 150},
  ));

test('the same text restored goes on to the same state, byte for byte', () =>
  fc.assert(
    fc.property(chosen, steps, steps, (queries, before, after) => {
      const text = textOf(
        queries.map((one): Chosen => ({...one, variant: one.fate === 'changed' ? 1 : 0})),
        ' ',
      );
      const staying = createApp(text);
      staying.start();
      const now = feed(staying, before, 0);
      const restored = createApp(text);
      restored.start();
      expect(restored.restore(staying.snapshot())).toEqual([]);
      expect(restored.snapshot()).toEqual(staying.snapshot());
      for (const app of [staying, restored]) app.advanceTo(feed(app, after, now) + 200);
      expect(restored.snapshot()).toEqual(staying.snapshot());
    }),
    {numRuns: 60},
  ));

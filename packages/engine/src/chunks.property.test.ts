import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {SiddhiApp} from './api.ts';
import {createApp} from './create-app.ts';

/**
 * What a chunk means, said by single events: the same events one by one give the same state, and of what they answer a
 * selector with aggregation or group by keeps the last of each group in a chunk, in the order in which the groups came.
 */
type Answer = {at: number; row: readonly unknown[]};

const definitions = `define stream S (k string, v int, x double, at long); define stream Load (k string, w int);
  @OnError(action='stream') define stream A0 (k string, v int, x double, at long);
  @PrimaryKey('k') define table T (k string, w int); from Load insert into T;`;
const event = fc.record({
  k: fc.constantFrom('a', 'b', 'c', null),
  v: fc.oneof(fc.integer({min: -3, max: 9}), fc.constant(null)),
  x: fc.constantFrom(0.5, -0, 2, 1e9, null),
  wait: fc.nat(40),
});
const chunks = fc.array(fc.array(event, {minLength: 1, maxLength: 7}), {maxLength: 8});

type Sent = {row: readonly unknown[]; at: number};
function timed(
  sent: readonly (readonly {k: string | null; v: number | null; x: number | null; wait: number}[])[],
): Sent[][] {
  let at = 1000;
  return sent.map((chunk) =>
    chunk.map(({k, v, x, wait}) => {
      at += wait;
      return {row: [k, v, x, at], at};
    }),
  );
}

/** Runs an app over chunks; `feed` sends one. Answers what it said for each chunk, and its state. */
function run(text: string, sent: readonly Sent[][], feed: (app: SiddhiApp, chunk: Sent[]) => void) {
  const app = createApp(`${definitions} ${text}`);
  let now: Answer[] = [];
  app.onRow('Out', (at, row) => now.push({at, row}));
  app.start();
  for (const k of ['a', 'b']) app.send('Load', [k, k === 'a' ? 1 : 2]);
  const said = sent.map((chunk) => {
    now = [];
    feed(app, chunk);
    return now;
  });
  return {
    said,
    state: app
      .statefuls()
      .filter((name) => name !== 'clock')
      .map((name) => [name, Buffer.from(app.snapshotOf(name) ?? []).toString('hex')]),
  };
}
const whole = (app: SiddhiApp, chunk: Sent[]): void =>
  app.input('S').sendRows(
    chunk.map((s) => s.row),
    chunk.map((s) => s.at),
  );
const apart = (app: SiddhiApp, chunk: Sent[]): void => {
  for (const {row, at} of chunk) app.send('S', row, at);
};

/** The last of each group, in the order in which groups came; `group` says the attributes, which are selected first. */
function merged(answers: readonly Answer[], group: number): Answer[] {
  const last = new Map<string, Answer>();
  for (const answer of answers) last.set(JSON.stringify(answer.row.slice(0, group)), answer);
  return [...last.values()];
}

const window = fc.constantFrom(
  '',
  '#window.length(1)',
  '#window.length(3)',
  '#window.externalTime(at, 50)',
  '#window.length(20)',
);
const filter = fc.constantFrom('', '[v > 0]', '[x > 1.0 or v < 3]');
const having = fc.constantFrom('', 'having n > 1', 'having s > 4');
const aggregates = fc.constantFrom(
  'count() as n, sum(v) as s',
  'count() as n, sum(x) as s, max(v) as m, min(x) as l',
  'count() as n, avg(v) as s, distinctCount(v) as d, stdDev(x) as e',
  'count() as n, ifThenElse(v > 2, sum(v), 0L) as s',
);

test('aggregates of a chunk are the last ones of its events, by group', () =>
  fc.assert(
    fc.property(window, filter, aggregates, having, fc.constantFrom(0, 1, 2), chunks, (w, f, a, h, group, sent) => {
      const by = ['k', 'v'].slice(0, group);
      const text = `from S${f}${w} select ${[...by, a].join(', ')} ${group > 0 ? `group by ${by.join(', ')}` : ''} ${h} insert into Out;`;
      const events = timed(sent);
      const [one, all] = [run(text, events, apart), run(text, events, whole)];
      expect(all.said).toEqual(one.said.map((answers) => merged(answers, group)));
      expect(all.state).toEqual(one.state);
    }),
    {numRuns: 200},
  ));

const steps = fc.constantFrom(
  'from A[v > 0] select k, v, x, at insert into B;',
  'from A select k, v + 1 as v, x * 2.0 as x, at insert into B;',
  'from A select * insert into B;',
  'from A[not (k is null)] select str:upper(k) as k, v, ifThenElse(x > 1.0, x, 0.0) as x, at having v < 8 insert into B;',
  'from A[x > 0.0][v < 9] select k, v, x, eventTimestamp() as at insert into B;',
  'from A[T.k == k in T] select k, v, x, at insert into B;',
  'from A join T on A.k == T.k select A.k as k, w as v, x, at insert into B;',
  'from A left outer join T on A.k == T.k select A.k as k, w as v, x, at insert into B;',
  'from A#window.length(2) select k, v, x, at insert into B;',
  'from A#window.lengthBatch(3) select k, v, x, at insert into B;',
  'from A#window.length(2) select k, v, x, at insert all events into B;',
  'partition with (k of A) begin from A[v > 0] select k, v, x, at insert into #I; from #I select k, v + 1 as v, x, at insert into B; end;',
  "partition with (v > 2 as 'high' or v < 5 as 'low' of A) begin from A select k, v, x, at insert into B; end;",
  'partition with (k of A) begin from A#window.length(2) select k, cast(sum(v), "int") as v, x, at insert into B; end;',
);
const chain = fc.array(steps, {minLength: 1, maxLength: 6});
const chained = (queries: readonly string[], observed: boolean): string =>
  queries
    .map((query, i) => {
      const [from, to] = [i === 0 ? 'S' : `S${i}`, i === queries.length - 1 ? 'Out' : `S${i + 1}`];
      const text = query.replaceAll(/\bA\b/g, from).replaceAll(/\bB\b/g, to);
      return observed && i > 0 ? `${text} from ${from} select * insert into Aside${i};` : text;
    })
    .join('\n');

test('without aggregation in a chunk a chain answers as for single events, whether somebody looks on or not', () =>
  fc.assert(
    fc.property(chain, chunks, fc.boolean(), (queries, sent, waits) => {
      const events = timed(sent);
      // A query of a partition answers once for several events of one key that follow each other.
      const each = queries.some((q) => q.includes('sum(')) ? events.map((c) => c.slice(0, 1)) : events;
      // While a timer waits, a chunk is looked at before it goes on its way.
      const timer = waits ? 'from Load#window.time(1 hour) select * insert into Old;' : '';
      const alone = run(chained(queries, false) + timer, each, whole);
      const observed = run(chained(queries, true), each, whole);
      expect(alone.said).toEqual(observed.said);
      expect(alone.said).toEqual(run(chained(queries, false), each, apart).said);
    }),
    {numRuns: 120},
  ));

test('an error in a later query of a chain takes the chunk (or event) of its own stream, and leaves by its fault stream', () =>
  fc.assert(
    fc.property(chunks, fc.boolean(), (sent, late) => {
      const text = `from S[v > 0] select k, v, x, at insert into A0;
        from !A0 select k, v, x, at insert into Fault; from A0 select k, x as d, at insert into M;
        from M${late ? '#pol2Cart(d, d)' : ''} select k, d, at insert into N; from ${late ? 'N' : 'N#pol2Cart(d, d)'} select k, at insert into Out;`;
      const events = timed(sent);
      const said = (chunks: readonly Sent[][], observed: boolean, feed = whole): unknown => {
        const failed: unknown[] = [];
        const app = createApp(`${definitions} ${text}`, {
          onError: (failure) => failed.push([failure.stream, failure.query, failure.error.message, failure.events]),
        });
        const rows: unknown[] = [];
        for (const stream of observed ? ['Out', 'A0', 'M', 'N'] : ['Out'])
          app.onRow(stream, (at, row) => stream === 'Out' && rows.push([at, row]));
        app.start();
        for (const chunk of chunks) feed(app, chunk);
        return {failed, rows};
      };
      expect(said(events, false)).toEqual(said(events, true));
      expect(said(events, false, apart)).toEqual(said(events, true, apart));
    }),
    {numRuns: 100},
  ));

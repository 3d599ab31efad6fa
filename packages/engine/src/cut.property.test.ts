import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createApp} from './create-app.ts';

const streams = 'define stream S (k string, v int, t long); define stream T (k string, v int);';
const from = (handlers: string, rest: string): string => `${streams}\nfrom S${handlers} ${rest} insert into Out;`;

/** Every kind of state that an app can have. */
const apps: Record<string, string> = {
  'a length window, grouped': from('#window.length(100)', 'select k, sum(v) as s, max(v) as m group by k'),
  'a length window, all in one group': from('#window.length(90)', 'select v, min(v) as m, distinctCount(k) as d'),
  'a time window': from('#window.time(2 sec)', 'select k, avg(v) as a group by k having a > 1'),
  'time and length': from('#window.timeLength(2 sec, 80)', 'select k, count() as c group by k'),
  'a delay': from('#window.delay(1 sec)', 'select k, v'),
  'external time': from('#window.externalTime(t, 3 sec)', 'select k, sum(v) as s group by k'),
  'batches by length': from('#window.lengthBatch(70)', 'select k, sum(v) as s group by k'),
  'batches by time': from('#window.timeBatch(1 sec)', 'select k, sum(v) as s group by k'),
  'batches by external time': from('#window.externalTimeBatch(t, 2 sec)', 'select k, sum(v) as s group by k'),
  sessions: from('#window.session(1 sec, k)', 'select k, v'),
  sorted: from('#window.sort(70, v)', 'select k, v'),
  'groups without a window': from('', 'select k, sum(v) as s, stdDev(v) as d group by k'),
  'a rate limit': from('', 'select k, sum(v) as s group by k output last every 3 events'),
  'a partition': `${streams}\npartition with (k of S) begin
    from S#window.length(3) select k, sum(v) as s insert into #In;
    from #In#window.time(1 sec) select k, s insert into Out; end;`,
  'a partition that is purged': `${streams}\n@purge(enable='true', interval='1 sec', idle.period='2 sec')
    partition with (k of S) begin from S#window.lengthBatch(4) select k, sum(v) as s insert into Out; end;`,
  'a partition and a stream for all keys': `${streams}\npartition with (k of S) begin
    from S join T#window.length(5) on S.k == T.k select S.k as k, T.v as v insert into Out;
    from every e1=S -> e2=T[v > e1.v] within 2 sec select e1.v as a, e2.v as b insert into Both; end;`,
  'a keyed partition with large windows': `${streams}\npartition with (v > 10 as 'high' or v <= 10 as 'low' of S) begin
    from S#window.length(150) select k, sum(v) as s group by k insert into Out; end;`,
  'a table': `${streams} @primaryKey('k') @index('v') define table R (k string, v int, t long);
    from S select k, v, t update or insert into R on R.k == k; from T delete R on R.v < v;`,
  'a table without a key': `${streams} define table R (k string, v int);
    from S select k, v insert into R; from T update R set R.v = v on R.k == k; from T[v > 15] delete R on R.k == k;`,
  'a named window': `${streams} define window W (k string, v int) length(80);
    from S select k, v insert into W; from W select k, sum(v) as s group by k insert into Out;`,
  'a pattern': `${streams} from every e1=S -> e2=T[k == e1.k and v > e1.v] within 3 sec select e1.v as a, e2.v as b insert into Out;`,
  'a pattern that waits for nothing to come': `${streams}
    from every e1=S -> not T[k == e1.k] for 1 sec select e1.v as a insert into Out;`,
  'counted and logical patterns': `${streams}
    from every (e1=S<2:4> -> e2=T and e3=S[v > 5]) select e2.v as b insert into Out;`,
  'a sequence': `${streams} from every e1=S, e2=S[v > e1.v]+ , e3=T select e1.v as a, e3.v as b insert into Out;`,
  'an aggregation': `${streams} define aggregation A from S select k, sum(v) as s, avg(v) as a group by k
    aggregate by t every sec...hour;`,
  'an aggregation by arrival': `${streams} define aggregation A from S select k, count() as c group by k aggregate every sec, min;`,
  'aggregates that come and go': from('#window.length(40)', 'select v, k, sum(v) as s group by v, k'),
};

type Doing = {stream: 'S' | 'T'; key: number; value: number; wait: number};
const doing: fc.Arbitrary<Doing> = fc.record({
  stream: fc.constantFrom('S', 'S', 'S', 'T'),
  key: fc.nat(40),
  value: fc.nat(20),
  wait: fc.constantFrom(0, 0, 10, 40, 700),
});

test.each(Object.entries(apps))('a cut of %s says what was, whatever comes while it is written', (_, text) => {
  const run = (before: readonly Doing[], after: readonly Doing[], every: number): void => {
    const app = createApp(text);
    let now = 0;
    const go = ({stream, key, value, wait}: Doing): void => {
      now += wait;
      app.advanceTo(now);
      app.send(stream, stream === 'S' ? [`key ${key}`, value, now + (value % 3)] : [`key ${key}`, value]);
    };
    app.start();
    for (const each of before) go(each);
    const then = app.snapshot();
    const pieces = app.statefuls().map((name) => [name, app.snapshotOf(name)] as const);
    const cut = app.cut();
    const writing = cut.snapshot();
    const first = after.slice(0, after.length >> 1);
    let step = writing.next();
    for (const [i, each] of first.entries()) {
      go(each);
      if (i % every === 0 && !step.done) step = writing.next();
    }
    while (!step.done) step = writing.next();
    expect(Buffer.concat(step.value).equals(then)).toBe(true);
    // A second reader of the same cut, later.
    for (const each of after.slice(first.length)) go(each);
    for (const [name, bytes] of pieces) {
      const of = cut.of(name)!;
      let part = of.next();
      while (!part.done) part = of.next();
      expect({name, same: Buffer.concat(part.value).equals(bytes!)}).toEqual({name, same: true});
    }
    cut.close();
    // The cut left no trace.
    const twin = createApp(text);
    twin.restore(then);
    expect(Buffer.from(twin.snapshot()).equals(then)).toBe(true);
    twin.advanceTo(now);
  };
  fc.assert(
    fc.property(
      fc.array(doing, {maxLength: 400, size: 'max'}),
      fc.array(doing, {maxLength: 150, size: 'max'}),
      fc.integer({min: 1, max: 4}),
      run,
    ),
    {numRuns: 12},
  );
});

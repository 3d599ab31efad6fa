import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Applied, StatePart} from '@tandem/cluster';
import {type Input, encodeInput} from './input.ts';
import {AppMachine} from './machine.ts';
import type {OutputBody} from './output-body.ts';
import type {Reply} from './reply.ts';

/** A machine with entries counted and times given. */
class Bench {
  machine = new AppMachine({idempotencyKeys: 100, idempotencyAgeMs: 60_000});
  sequence = 0;
  apply(timestamp: number, input?: Input): Applied {
    return this.machine.apply({
      sequence: ++this.sequence,
      timestamp,
      epoch: 1,
      payload: input ? encodeInput(input) : new Uint8Array(),
    });
  }
  reply(timestamp: number, input: Input): Reply {
    return this.apply(timestamp, input).reply as Reply;
  }
  deploy(text: string, timestamp = 0): Reply {
    return this.reply(timestamp, {kind: 'deploy', text, mode: 'put', file: ''});
  }
  restart(): void {
    const parts = this.machine.snapshot();
    this.machine = new AppMachine({idempotencyKeys: 100, idempotencyAgeMs: 60_000});
    this.machine.restore(parts);
  }
}
const events = (stream: string, rows: (string | number)[][], key = '', app = 'A'): Input => ({
  kind: 'events',
  app,
  stream,
  chunks: [{rows}],
  key,
});
const shown = ({outputs}: Applied): string[] =>
  outputs.map(({id, body}) => {
    const what = body as OutputBody;
    return `${id} ${what.kind === 'payload' ? JSON.stringify(what.events.map((e) => e.data)) : what.kind === 'line' ? what.message : what.request.kind}`;
  });

const counting = `@app:name('A')
define stream S (k string, v int);
@sink(type='http', publisher.url='http://x/', @map(type='json')) @sink(type='log')
define stream Out (k string, total long);
define table T (k string, v int);
from S select k, sum(v) as total group by k insert into Out;
from S select k, v insert into T;`;

test('each output has an id that follows from app, sink, sequence and ordinal', () => {
  const bench = new Bench();
  bench.deploy(counting);
  expect(shown(bench.apply(5, events('S', [['a', 1]])))).toEqual(['A/Out/2.1 [["a",1]]', 'A/Out.2/2.1 [["a",1]]']);
  const two: Input = {kind: 'events', app: 'A', stream: 'S', key: '', chunks: [{rows: [['a', 2]]}, {rows: [['b', 3]]}]};
  expect(shown(bench.apply(6, two)).filter((line) => line.startsWith('A/Out/'))).toEqual([
    'A/Out/3.1 [["a",3]]',
    'A/Out/3.2 [["b",3]]',
  ]);
});

test('a request part is one chunk: a batch answers once a group', () => {
  const bench = new Bench();
  bench.deploy(counting);
  expect(
    shown(
      bench.apply(
        5,
        events('S', [
          ['a', 1],
          ['a', 2],
        ]),
      ),
    )[0],
  ).toBe('A/Out/2.1 [["a",3]]');
});

test('a repeated key is answered as before and not applied again, after a restart too', () => {
  const bench = new Bench();
  bench.deploy(counting);
  expect(bench.reply(5, events('S', [['a', 1]], 'k1'))).toEqual({ok: true, sequence: 2, timestamp: 5, events: 1});
  bench.restart();
  const again = bench.apply(6, events('S', [['a', 1]], 'k1'));
  expect(again).toEqual({outputs: [], reply: {ok: true, sequence: 2, timestamp: 5, events: 1, repeated: true}});
  expect(shown(bench.apply(7, events('S', [['a', 1]], 'k2')))[0]).toContain('["a",2]');
});

test('keys are forgotten by age and by count', () => {
  const bench = new Bench();
  bench.deploy(counting);
  bench.apply(5, events('S', [['a', 1]], 'old'));
  for (let i = 0; i < 100; i++) bench.apply(6, events('S', [['a', 1]], `k${i}`));
  expect(bench.reply(7, events('S', [['a', 1]], 'k5'))).toHaveProperty('repeated');
  expect(bench.reply(7, events('S', [['a', 1]], 'old'))).not.toHaveProperty('repeated');
  for (let at = 1000; at <= 70_000; at += 1000) bench.apply(at, events('S', [['a', 1]], `new${at}`));
  expect(bench.reply(70_001, events('S', [['a', 1]], 'k99'))).not.toHaveProperty('repeated');
  expect(bench.reply(70_001, events('S', [['a', 1]], 'new12000'))).toHaveProperty('repeated');
});

test('a clock that is set ahead by hours does not make it forget what it answered just now', () => {
  const bench = new Bench();
  bench.deploy(counting);
  bench.apply(5, events('S', [['a', 1]], 'k1'));
  bench.apply(12 * 3_600_000, events('S', [['a', 1]], 'k2'));
  bench.restart();
  bench.apply(36 * 3_600_000, events('S', [['a', 1]], 'k3'));
  for (const key of ['k1', 'k2', 'k3'])
    expect(bench.reply(36 * 3_600_000, events('S', [['a', 1]], key))).toHaveProperty('repeated');
});

const timed = (name: string, ms: number): string => `@app:name('${name}')
define stream S (v int);
@sink(type='log') define stream Out (v long);
from S#window.timeBatch(${ms}) select sum(v) as v insert into Out;`;

test('timers fire before the entry, over all apps in order of due time', () => {
  const bench = new Bench();
  bench.deploy(timed('Slow', 300));
  bench.deploy(timed('Fast', 100));
  bench.apply(1000, events('S', [[1]], '', 'Slow'));
  bench.apply(1000, events('S', [[2]], '', 'Fast'));
  expect(bench.machine.nextDue()).toBe(1100);
  expect(shown(bench.apply(1350)).map((line) => line.split(' ')[0])).toEqual(['Fast/Out/5.1', 'Slow/Out/5.1']);
});

const publisher = `@app:name('P') define stream In (v int);
@sink(type='inMemory', topic='t') define stream Out (v int);
from In select v + 1 as v insert into Out;`;
const subscriber = `@app:name('Q') @source(type='inMemory', topic='t') define stream S (v int);
@sink(type='log') define stream Out (v int);
from S select v * 10 as v insert into Out;`;

test('topics reach other apps inside the same entry, with the events’ own times', () => {
  const bench = new Bench();
  bench.deploy(publisher);
  bench.deploy(subscriber);
  const {outputs} = bench.apply(50, events('In', [[1], [2]], '', 'P'));
  const body = outputs[0]?.body as Extract<OutputBody, {kind: 'payload'}>;
  expect(outputs.map((o) => o.id)).toEqual(['Q/Out/3.1']);
  expect(body.events).toEqual([
    {timestamp: 50, data: [20]},
    {timestamp: 50, data: [30]},
  ]);
});

test.each([
  {
    name: 'a text that does not compile',
    input: {kind: 'deploy', text: 'define stream S (', mode: 'put', file: ''},
    reason: 'invalid',
  },
  {
    name: 'an app that is there already',
    input: {kind: 'deploy', text: counting, mode: 'create', file: ''},
    reason: 'conflict',
  },
  {name: 'an unknown app', input: {kind: 'remove', app: 'Nobody'}, reason: 'notFound'},
  {name: 'an unknown stream', input: events('Nowhere', [[1]]), reason: 'invalid'},
  {name: 'a row of a wrong type', input: events('S', [[1, 'a']]), reason: 'invalid'},
  {name: 'a query that is none', input: {kind: 'query', app: 'A', query: 'from'}, reason: 'invalid'},
] satisfies {name: string; input: Input; reason: string}[])(
  'refused, and nothing happens: $name',
  ({input, reason}) => {
    const bench = new Bench();
    bench.deploy(counting);
    const before = bench.machine.snapshot();
    expect(bench.reply(0, input)).toMatchObject({ok: false, reason});
    expect(bench.machine.snapshot()).toEqual(before);
  },
);

test('an update keeps the state of what the new text still has', () => {
  const bench = new Bench();
  bench.deploy(counting);
  bench.apply(5, events('S', [['a', 1]]));
  expect(bench.deploy(counting.replace("type='log'", "type='log', prefix='x'"), 6)).toMatchObject({
    ok: true,
    created: false,
  });
  expect(shown(bench.apply(7, events('S', [['a', 1]])))[0]).toContain('["a",2]');
});

test('an app that was deactivated takes nothing and goes on where it was', () => {
  const bench = new Bench();
  bench.deploy(counting);
  bench.apply(5, events('S', [['a', 1]]));
  bench.apply(6, {kind: 'activate', app: 'A', active: false});
  bench.restart();
  expect(bench.reply(7, events('S', [['a', 1]]))).toMatchObject({ok: false, reason: 'stopped'});
  bench.apply(8, {kind: 'activate', app: 'A', active: true});
  expect(shown(bench.apply(9, events('S', [['a', 1]])))[0]).toContain('["a",2]');
});

test('on-demand writes go through entries; clearing empties an app', () => {
  const bench = new Bench();
  bench.deploy(counting);
  bench.apply(5, events('S', [['a', 1]]));
  bench.apply(6, {kind: 'query', app: 'A', query: 'update T set T.v = 9 on T.k == "a"'});
  const rows = (): unknown =>
    bench.machine
      .app('A')
      ?.instance?.app.query('from T select k, v')
      .map((e) => e.data);
  expect(rows()).toEqual([['a', 9]]);
  bench.apply(7, {kind: 'clear', app: 'A'});
  expect(rows()).toEqual([]);
});

test('drawn numbers follow from the entry: a replay draws the same', () => {
  const text = `@app:name('A') define stream S (v int); @sink(type='log') define stream Out (u string);
from S select UUID() as u insert into Out;`;
  const run = (): string[] => {
    const bench = new Bench();
    bench.deploy(text);
    return [1, 2, 3].flatMap((at) => shown(bench.apply(at, events('S', [[at]]))));
  };
  expect(run()).toEqual(run());
  expect(new Set(run().map((line) => line.split(' ')[1])).size).toBe(3);
});

test('a restart from a snapshot at any entry changes neither outputs nor state', () => {
  const text = `@app:name('A')
define stream S (k string, v int);
define table T (k string, n long);
@sink(type='log') define stream Out (k string, total long);
@sink(type='log') define stream Pair (a int, b int);
from S#window.length(3) select k, sum(v) as total group by k insert into Out;
from S#window.time(50) select k, count() as total group by k insert all events into Out;
from every a=S[v > 5] -> b=S[v < 3] within 40 select a.v as a, b.v as b insert into Pair;
from S select k, 1L as n update or insert into T set T.n = n on T.k == k;`;
  const step = fc.record({
    wait: fc.nat(30),
    rows: fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(9)), {maxLength: 3}),
    key: fc.constantFrom('', '', 'x', 'y'),
  });
  fc.assert(
    fc.property(fc.array(step, {maxLength: 20}), fc.nat(20), (steps, restartAt) => {
      const run = (at: number | undefined): unknown => {
        const bench = new Bench();
        bench.deploy(text);
        let now = 0;
        const all = steps.flatMap(({wait, rows, key}, i) => {
          if (i === at) bench.restart();
          now += wait;
          return shown(rows.length === 0 ? bench.apply(now) : bench.apply(now, events('S', rows, key)));
        });
        return {all, state: bench.machine.snapshot()};
      };
      expect(run(restartAt)).toEqual(run(undefined));
    }),
    {numRuns: 60},
  );
});

const storing = `@app:name('A') @OnError(action='store') define stream S (k string, o object);
@sink(type='log') define stream Out (n int);
@info(name='sizes') from S select sizeOfSet(o) as n insert into Out;`;

test("@OnError(action='store') keeps events over a restart; replaying one that fails again keeps it under a new id", () => {
  const bench = new Bench();
  bench.deploy(storing);
  const failed = bench.apply(5, events('S', [['a', 'no set']]));
  expect(shown(failed)[0]).toContain('A, stream S, query sizes: 1 event(s) kept as error 1: sizeOfSet() needs a set');
  bench.restart();
  expect(bench.machine.errors('A')).toEqual([
    {
      id: 1,
      at: 5,
      app: 'A',
      stream: 'S',
      query: 'sizes',
      sink: '',
      cause: expect.stringContaining('needs a set'),
      events: [{timestamp: 5, data: ['a', 'no set']}],
    },
  ]);
  expect(bench.reply(6, {kind: 'replayErrors', ids: [1]})).toMatchObject({ok: true});
  expect(bench.machine.errors().map(({id, at}) => [id, at])).toEqual([[2, 6]]);
  expect(bench.reply(7, {kind: 'replayErrors', ids: [1]})).toMatchObject({ok: false, reason: 'notFound'});
});

test('a mended app takes kept events; what is discarded or of a removed app is gone', () => {
  const bench = new Bench();
  bench.deploy(storing);
  for (const at of [1, 2, 3]) bench.apply(at, events('S', [[`e${at}`, 'no set']]));
  bench.deploy(storing.replace('sizeOfSet(o)', 'ifThenElse(o is null, 1, 2)'), 4);
  const again = bench.apply(5, {kind: 'replayErrors', ids: [2]});
  expect(shown(again)).toEqual(['A/Out/6.1 [[2]]']);
  bench.apply(6, {kind: 'discardErrors', ids: [1, 77]});
  expect(bench.machine.errors('A').map(({id}) => id)).toEqual([3]);
  bench.apply(7, {kind: 'remove', app: 'A'});
  expect(bench.machine.errors()).toEqual([]);
});

test('a full error store lets the oldest go and says so', () => {
  const bench = new Bench();
  bench.deploy(storing);
  for (let i = 0; i < 1000; i++) bench.apply(5, events('S', [['a', i]]));
  expect(shown(bench.apply(6, events('S', [['a', 'x']])))[0]).toContain(
    'the error store is full: 1 older one(s) left it',
  );
  expect([bench.machine.errors().length, bench.machine.error(1)]).toEqual([1000, undefined]);
  bench.apply(7, events('S', [['big', 'x'.repeat(4 * 1024 * 1024)]]));
  expect(bench.machine.errors().map(({id}) => id)).toEqual([1002]);
});

test('an app under playback with idle time is woken only for what falls due', () => {
  const bench = new Bench();
  bench.deploy(`@app:name('A') @app:playback(idle.time='100 millisec', increment='1 sec') define stream S (v int);
    @sink(type='log') define stream Out (v int);
    from S#window.delay(5 sec) select v insert into Out;`);
  bench.apply(1000, {kind: 'events', app: 'A', stream: 'S', key: '', chunks: [{rows: [[1]], times: [50]}]});
  expect(bench.machine.nextDue()).toBe(1500);
  expect(shown(bench.apply(1500))).toEqual(['A/Out/3.1 [[1]]']);
  expect(bench.machine.nextDue()).toBeUndefined();
});

function sumOf(machine: AppMachine, part: StatePart): number | undefined {
  const steps = machine.cut().checksum(part);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value?.sum;
}

test('equal histories give equal checksums, a restart in between or not, and another one is told by its operator', () => {
  const [one, two] = [new Bench(), new Bench()];
  for (const bench of [one, two]) {
    bench.deploy(counting);
    bench.apply(5, events('S', [['a', 1]], 'key'));
  }
  two.restart();
  const differing = (): string[] =>
    one.machine
      .parts()
      .filter((part) => sumOf(one.machine, part) !== sumOf(two.machine, part))
      .map(({app, operator}) => `${app} ${operator}`);
  expect(one.machine.parts().length).toBeGreaterThan(6);
  expect(one.machine.parts()).toEqual(two.machine.parts());
  expect(differing()).toEqual([]);
  for (const bench of [one, two]) bench.apply(6, events('S', [['b', 2]]));
  expect(differing()).toEqual([]);
  two.machine.app('A')?.instance?.app.query('update T set T.v = 7 on T.k == "a"');
  expect(differing()).toEqual(['A table:T']);
  two.apply(7, {kind: 'activate', app: 'A', active: false});
  expect(differing()).toContain('A deployment');
});

test('a cut of the machine says what was, keys that have left since among it', () => {
  const bench = new Bench();
  bench.deploy(counting);
  for (let i = 0; i < 150; i++) bench.apply(5 + i, events('S', [[`k${i}`, i]], `key ${i}`));
  const then = bench.machine.snapshot();
  const cut = bench.machine.cut();
  const writing = cut.parts();
  let step = writing.next();
  for (let i = 150; i < 400; i++) {
    bench.apply(5 + i, events('S', [[`k${i % 20}`, i]], `key ${i}`));
    if (!step.done) step = writing.next();
  }
  while (!step.done) step = writing.next();
  cut.close();
  expect(step.value).toEqual(then);
  expect(bench.machine.snapshot()).not.toEqual(then);
});

const sinking = `@app:name('A') @OnError(action='stream')
@sink(type='http', publisher.url='http://x/', @map(type='json'))
define stream Out (v int);
define stream S (v int);
@sink(type='log') define stream Faults (v int, why string);
from S select v insert into Out;
from !Out select v, convert(_error, 'string') as why insert into Faults;`;
const undelivered = (to: 'stream' | 'store', id = 'A/Out/2.1'): Input => ({
  kind: 'undelivered',
  app: 'A',
  sink: 'A/Out',
  id,
  to,
  cause: 'http://x/ answered 500',
  events: [[5, [7]]],
});

test("what a sink with on.error='STREAM' could not deliver goes to the fault stream, once for each output", () => {
  const bench = new Bench();
  bench.deploy(sinking);
  expect(shown(bench.apply(6, undelivered('stream')))).toEqual([
    'A/#log/2.1 A, stream Out: 1 event(s) to the fault stream: http://x/ answered 500: [7]',
    'A/Faults/2.1 [[7,"{type=SinkError, message=http://x/ answered 500}"]]',
  ]);
  bench.restart();
  expect(shown(bench.apply(7, undelivered('stream')))).toEqual([]);
});

test("what a sink with on.error='STORE' could not deliver is kept over a restart; replayed it goes to that sink alone", () => {
  const bench = new Bench();
  bench.deploy(sinking);
  expect(shown(bench.apply(6, undelivered('store')))).toEqual([
    'A/#log/2.1 A, sink of Out: 1 event(s) kept as error 1: http://x/ answered 500',
  ]);
  bench.restart();
  expect(bench.machine.errors('A')).toMatchObject([{id: 1, stream: 'Out', sink: 'A/Out', events: [{data: [7]}]}]);
  expect(shown(bench.apply(7, {kind: 'replayErrors', ids: [1]}))).toEqual(['A/Out/3.1 [[7]]']);
  expect(bench.machine.errors('A')).toEqual([]);
});

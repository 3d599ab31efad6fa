import {expect, test} from 'vitest';
import type {Input} from './input.ts';
import type {OutputBody} from './output-body.ts';
import {Bench, counting, events, shown} from './testing.ts';

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

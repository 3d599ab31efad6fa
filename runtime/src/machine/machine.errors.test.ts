import {expect, test} from 'vitest';
import type {Input} from './input.ts';
import {Bench, events, shown} from './testing.ts';

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

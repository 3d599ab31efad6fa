import {ManualClock} from '@tandem/base';
import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {SiddhiApp} from './api.ts';
import {createApp} from './create-app.ts';
import {InputError} from './input-error.ts';
import {watch} from './testing.ts';

const S = 'define stream S (k string, v int);';

test('a row that does not fit names stream, attribute, what was found and what was expected, and nothing happens', () => {
  const {app, take} = watch(`${S} from S select k, v insert into Out;`, ['Out']);
  expect(() => app.send('S', ['a', 'x'])).toThrow(
    new InputError("attribute 'v' of 'S' is int, but found the string 'x'", 'S', 'v'),
  );
  expect(() => app.send('S', ['a'])).toThrow("'S' has 2 attributes (k, v), but found 1 values");
  expect(() => app.send('T', [])).toThrow("there is no stream 'T'");
  expect(() => app.sendBatch('S', [{data: ['a', 1]}, {data: ['b', 1.5]}])).toThrow("attribute 'v' of 'S' is int");
  expect(take()).toEqual([]);
});

test('delivery is depth first: what follows from an event comes before its own callbacks', () => {
  const {app, take} = watch(`${S} from S[v < 3] select k, v + 1 as v insert into S;`, ['S']);
  app.send('S', ['a', 1]);
  expect(take()).toEqual(['S: a,3', 'S: a,2', 'S: a,1']);
});

test('an endless loop of a stream into itself ends at a fixed depth, with an error', () => {
  const {app, take} = watch(`${S} from S select k, v + 1 as v insert into S;`, ['S']);
  app.send('S', ['a', 1]);
  const seen = take();
  expect(seen[0]).toContain("!S: streams nest 256 deep at 'S'");
  expect(seen.slice(1)).toEqual(Array.from({length: 256}, (_, i) => `S: a,${256 - i}`));
});

test('a loop of a named window into itself ends at the same depth', () => {
  const {app, take} = watch(
    `${S} define window W (k string, v int) length(1) output current events;
     from S select k, v insert into W; from W select k, v + 1 as v insert into W; from W select v insert into Out;`,
    ['Out', 'S'],
  );
  app.send('S', ['a', 1]);
  expect(take()).toEqual([expect.stringContaining("!S: streams nest 256 deep at 'W'")]);
  app.send('S', ['a', 1]);
  expect(take().length).toBe(1);
});

test('an error goes to the fault stream, earlier queries have run, later ones have not', () => {
  const {app, take} = watch(
    `@OnError(action='stream') define stream S (o object);
     from S select 1 as one insert into Before;
     from S select sizeOfSet(o) as n insert into Out;
     from S select 2 as two insert into After;
     from !S select convert(_error, 'string') as why insert into Why;`,
    ['Before', 'Out', 'After', 'Why'],
    {onError: () => {}},
  );
  app.send('S', ['no set']);
  const [before, why] = take();
  expect(before).toBe('Before: 1');
  expect(why).toContain('sizeOfSet() needs a set');
});

test('triggers fire at the start and by the clock', () => {
  const {app, take} = watch(
    "define trigger A at 'start'; define trigger B at every 5 sec; from A select 'a' as x insert into Out; from B select 'b' as x insert into Out;",
    ['Out'],
  );
  expect(take()).toEqual(['Out: a']);
  app.advanceTo(11_000);
  expect(take()).toEqual(['Out: b', 'Out: b']);
});

test("a clock of the caller's drives the timers", () => {
  const clock = new ManualClock(1000);
  const {app, take} = watch(`${S} from S#window.time(1 sec) select sum(v) as t insert all events into Out;`, ['Out'], {
    clock,
  });
  app.send('S', ['a', 1]);
  clock.advanceTo(1999);
  expect(take()).toEqual(['Out: 1']);
  clock.advanceTo(2000);
  expect(take()).toEqual(['Out: null']);
});

test.each([
  ['from S#window.nope(1) select v insert into O;', /there is no window 'nope'/],
  ['@app:async define stream T (a int); ', /@app:async is not supported/],
  ['from (from S select v return) select v insert into O;', /not supported/],
  ['from S select v return;', /'return' has no meaning/],
])('%s is refused by name', (text, reason) => {
  expect(() => createApp(text.startsWith('@app') ? text : `${S} ${text}`)).toThrow(reason);
});

const APP = `define stream S (k string, v int);
  define table T (k string, total long);
  from S#window.length(3) select k, sum(v) as t, max(v) as m group by k insert into A;
  from S#window.time(2 sec) select count() as c insert all events into B;
  from S#window.timeBatch(1 sec) select k, distinctCount(v) as d group by k insert into C;
  from every e1=S -> e2=S[v > e1.v] within 3 sec select e1.v as a, e2.v as b insert into D;
  from S select k, convert(v, 'long') as total update or insert into T set T.total = total on T.k == k;
  from S#window.length(2) as l join T as r on l.k == r.k select l.k, r.total insert into E;
  partition with (k of S) begin from S#window.lengthBatch(2) select k, avg(v) as x insert into F; end;`;
const OUTPUTS = ['A', 'B', 'C', 'D', 'E', 'F'];

test('a restart after any event changes nothing, and equal histories give equal bytes', () => {
  const step = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({min: 0, max: 9}), fc.nat(1500));
  fc.assert(
    fc.property(fc.array(step, {maxLength: 20}), fc.nat(20), (steps, at) => {
      const drive = (app: SiddhiApp, from: number, to: number): void => {
        let now = steps.slice(0, from).reduce((sum, [, , d]) => sum + d, 0);
        for (const [k, v, d] of steps.slice(from, to)) {
          now += d;
          app.advanceTo(now);
          app.send('S', [k, v]);
        }
      };
      const straight = watch(APP, OUTPUTS);
      drive(straight.app, 0, steps.length);
      const first = watch(APP, OUTPUTS);
      drive(first.app, 0, Math.min(at, steps.length));
      const second = watch(APP, OUTPUTS);
      expect(second.app.restore(first.app.snapshot())).toEqual([]);
      drive(second.app, Math.min(at, steps.length), steps.length);
      expect([...first.seen, ...second.seen]).toEqual(straight.seen);
      expect(Buffer.from(second.app.snapshot()).equals(Buffer.from(straight.app.snapshot()))).toBe(true);
    }),
    {numRuns: 60},
  );
});

import {expect, test} from 'vitest';
import type {Difference} from '../../cases/compare.ts';
import {deviationOf} from './known.ts';

type Told = {app: string; what?: Difference['what']; expected?: string[]; got?: string[]};

const reasonOf = ({app, what = 'outputs', expected = ['#0 q current [1]'], got = ['#0 q current [2]']}: Told) =>
  deviationOf({
    case: {id: 'x', section: 'x', app, steps: [], collect: ['q'], expect: {outputs: [], error: null}},
    difference: {what, step: 0, expected, got},
    answer: {outputs: [], errors: []},
  })?.reason;
const refused = (why: string): Told => ({
  app: 'from S join T on v select S.k insert into Out',
  what: 'error',
  expected: ['the app to be created'],
  got: [`error at step -1 (create): SiddhiAppError: ${why}`],
});

test.each<Told & {name: string; reason: string | undefined}>([
  {
    name: 'a join on an int',
    ...refused("the join's 'on' must be of type bool, but this is int"),
    reason: "an 'on' or 'in' that is no condition is refused, and fails at each event",
  },
  {
    name: 'a rate of no events',
    ...refused("'output every 0 events' would never output"),
    reason: 'an output every 0 events is refused',
  },
  {name: 'a filter by an int', ...refused('a filter must be of type bool, but this is int'), reason: undefined},
  {
    name: 'the last of the rows of an indexed table',
    app: "@Index('k') define table T (k string); from S join T select T.k output last every 2 events insert into Out",
    reason: 'the last of the rows of a keyed table, which have no order',
  },
  {
    name: 'the last of the rows of a plain table',
    app: 'define table T (k string); from S join T select T.k output last every 2 events insert into Out',
    reason: undefined,
  },
  {
    name: 'a join behind having and a rate',
    app: 'from S join T select T.k having k is null output every 2 events insert into Out',
    reason: 'a join loses what follows a row that having or limit takes out',
  },
  {
    name: 'a join behind having alone, of as many rows',
    app: 'from S join T select T.k having k is null insert into Out',
    reason: undefined,
  },
  {
    name: 'a count before a silence',
    app: '@app:playback from e0=A<1:2> -> not B for 1 sec select e0[0].v as v insert into Out',
    reason: 'a count that takes one more event while the silence behind it is waited for loses its match',
  },
  {
    name: 'an exact count before a silence',
    app: '@app:playback from e0=A<2> -> not B for 1 sec select e0[0].v as v insert into Out',
    reason: 'a wait for silence over which the clock jumps starts anew',
  },
  {
    name: 'an exact count before a silence over which no clock jumps',
    app: '@app:playback define stream Tick (x int); from e0=A<2> -> not B for 1 sec select e0[0].v as v insert into Out',
    reason: undefined,
  },
  {
    name: 'a batch behind a delay',
    app: '@app:playback from S#window.delay(1 sec) select k insert into A; from A#window.timeBatch(1 sec) select k insert into Out',
    reason: 'a batch that ends in a jump of the clock, behind another one',
  },
  {
    name: 'a delay behind a batch',
    app: '@app:playback from S#window.timeBatch(1 sec) select k insert into A; from A#window.delay(1 sec) select k insert into Out',
    reason: undefined,
  },
])('$name', ({reason, ...told}) => expect(reasonOf(told)).toBe(reason));

import {expect, test} from 'vitest';
import {run} from './testing.ts';

test.each([
  {
    name: 'a stream without a reference goes by its name',
    pattern: 'every A -> B[B.v > A.v] select A.v as a, B.v as b',
    steps: 'A2 B1 B3',
    want: '2,3',
  },
  {
    name: 'a stream at several places is the first of them',
    pattern: 'every A -> A select A.v as a',
    steps: 'A1 A2 A3',
    want: '1 2',
  },
  {
    name: 'unqualified names in a filter are the own event first',
    pattern: 'every e1=A -> e2=B[v > e1.v] select e1.v as a, e2.v as b',
    steps: 'A2 B1 B3',
    want: '2,3',
  },
  {
    name: 'an event in its own filter is the one under test',
    pattern: 'every e1=A[e1.v > 1] select e1.v as a',
    steps: 'A1 A2',
    want: '2',
  },
  {
    name: 'unqualified names are found where only one event has them',
    pattern: 'every e1=A -> e2=Tick select v, x',
    steps: 'A1 ~5',
    want: '1,0',
  },
  {
    name: 'eventTimestamp of each event',
    pattern: 'every e1=A -> e2=B select eventTimestamp(e1) as s, eventTimestamp(e2) as t',
    steps: 'A1@1000 B2@1500',
    want: '1000,1500',
  },
  {
    name: 'index 0 of a single event is that event',
    pattern: 'every e1=A -> e2=B select e1[0].v as a, e1[last].v as b',
    steps: 'A1 B2',
    want: '1,1',
  },
  {
    name: 'any other index of a single event finds nothing',
    pattern: 'every e1=A -> e2=B select e1[3].v as a, e1[1] is null as b',
    steps: 'A1 B2',
    want: '-,true',
  },
])('$name', ({pattern, steps, want}) => expect(run(pattern, steps, {playback: true})).toBe(want));

test.each([
  {name: 'an unknown event', pattern: 'every e1=A -> e2=B select e3.v as v', message: "'e3' not found"},
  {name: 'an unknown attribute', pattern: 'every e1=A -> e2=B select e1.w as v', message: "no attribute 'w' in 'e1'"},
  {name: 'a name of several events', pattern: 'every e1=A -> e2=B select v', message: "'e1.v' or 'e2.v'"},
  {name: 'a stream that has a reference', pattern: 'every e1=A -> e2=B select A.v as v', message: "'A' not found"},
  {
    name: 'a later event in a filter',
    pattern: 'every e1=A[v > e2.v] -> e2=B select e1.v as v',
    message: "'e2' comes later",
  },
  {name: 'an absent stream', pattern: 'every e1=A -> not B for 1 sec select B.v as v', message: "'B' not found"},
  {name: 'one name for two events', pattern: 'every e1=A -> e1=B select e1.v as v', message: "'e1' names two events"},
  {
    name: 'a filter that is no condition',
    pattern: 'every e1=A[v] -> e2=B select e1.v as v',
    message: 'must be of type bool',
  },
  {
    name: 'a stream function',
    pattern: "every e1=A#log('x') -> e2=B select e1.v as v",
    message: "'#log' cannot stand in a pattern",
  },
  {
    name: 'a pattern that needs no event',
    pattern: 'every e1=A<0:2> select e1.v as v',
    message: 'matches without any event',
  },
  {name: 'an endless end', pattern: 'e1=A -> every e2=B<0:2> select e1.v as v', message: 'matches without any event'},
])('refuses $name', ({pattern, message}) => expect(() => run(pattern, '')).toThrow(message));

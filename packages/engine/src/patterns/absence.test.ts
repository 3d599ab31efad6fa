import {expect, test} from 'vitest';
import {run} from './testing.ts';

const a = 'select e1.v as a';

test.each([
  {
    name: 'silence completes the match at the due time',
    pattern: `every e1=A -> not B for 1 sec ${a}`,
    steps: 'A1@1000 ~5000',
    want: '1@2000',
  },
  {
    name: 'an event in time ends it',
    pattern: `every e1=A -> not B for 1 sec ${a}`,
    steps: 'A1@1000 B2@1999 ~5000',
    want: '',
  },
  {
    name: 'an event at the due time is too late',
    pattern: `every e1=A -> not B for 1 sec ${a}`,
    steps: 'A1@1000 B2@2000',
    want: '1@2000',
  },
  {
    name: 'only events that pass the filter disturb',
    pattern: `every e1=A -> not B[k == e1.k] for 1 sec ${a}`,
    steps: 'Aa1@1000 Ab2@1100 Bb3@1500 Bc4@1600 ~5000',
    want: '1@2000',
  },
  {
    name: 'a group of every goes on after a disturbance',
    pattern: `every (e1=A -> not B for 1 sec) ${a}`,
    steps: 'A1@1000 A2@1100 B3@1500 A4@2000 ~5000',
    want: '4@3000',
  },
  {
    name: 'in the middle the next event counts after the silence',
    pattern: 'every e1=A -> not B for 1 sec -> e3=C select e1.v as a, e3.v as c',
    steps: 'A1@1000 C2@1500 C3@2000',
    want: '1,3@2000',
  },
  {
    name: 'as the first element it waits from the start',
    pattern: 'not A for 1 sec -> e2=B select e2.v as b',
    steps: 'B1@500 A2@700 B3@1500 B4@1700 B5@1800',
    want: '4@1700',
  },
  {
    name: 'alone with every it tells each silent period',
    pattern: 'every not A for 1 sec select count() as n',
    steps: 'A1@600 ~4000',
    want: '1@1600 2@2600 3@3600',
  },
  {
    name: 'silent periods wait side by side',
    pattern: 'every not A for 1 sec -> e2=B select e2.v as b',
    steps: 'B1@3500',
    want: '1@3500 1@3500 1@3500',
  },
  {
    name: 'not and: completes unless the other came',
    pattern: 'every e1=A -> not B and e3=C select e1.v as a, e3.v as c',
    steps: 'A1@1 B2@2 C3@3 A4@4 C5@5',
    want: '4,5@5',
  },
  {
    name: 'not and as the first element swallows one',
    pattern: 'every (not A and e2=B) select e2.v as b',
    steps: 'B1@1 A2@2 A3@3 B4@4 B5@5',
    want: '1@1 5@5',
  },
  {
    name: 'not and without every is dead after the other',
    pattern: 'not A and e2=B select e2.v as b',
    steps: 'A1@1 B2@2 B3@3',
    want: '',
  },
  {
    name: 'not for and: the event first',
    pattern: 'every e1=A -> not B for 1 sec and e3=C select e1.v as a, e3.v as c',
    steps: 'A1@1000 C2@1500 ~5000',
    want: '1,2@2000',
  },
  {
    name: 'not for and: the silence first',
    pattern: 'every e1=A -> not B for 1 sec and e3=C select e1.v as a, e3.v as c',
    steps: 'A1@1000 B9@2500 C2@2600',
    want: '1,2@2600',
  },
  {
    name: 'not for and: disturbed after the event',
    pattern: 'every e1=A -> not B for 1 sec and e3=C select e1.v as a, e3.v as c',
    steps: 'A1@1000 C2@1500 B3@1600 ~5000',
    want: '',
  },
  {
    name: 'not for or: the event first',
    pattern: 'every e1=A -> not B for 1 sec or e3=C select e1.v as a, e3.v as c',
    steps: 'A1@1000 C2@1500 ~5000',
    want: '1,2@1500',
  },
  {
    name: 'not for or: disturbed, then the event',
    pattern: 'every e1=A -> not B for 1 sec or e3=C select e1.v as a, e3.v as c',
    steps: 'A1@1000 B2@1500 ~2500 C3@3000',
    want: '1,3@3000',
  },
  {
    name: 'two silences with and: the longer one',
    pattern: `every e1=A -> not B for 1 sec and not C for 2 sec ${a}`,
    steps: 'A1@1000 B2@2500 ~9000',
    want: '1@3000',
  },
  {
    name: 'two silences with and: either disturbs',
    pattern: `every e1=A -> not B for 1 sec and not C for 2 sec ${a}`,
    steps: 'A1@1000 C2@2500 ~9000',
    want: '',
  },
  {
    name: 'two silences with or: the one that lasts',
    pattern: `every e1=A -> not B for 1 sec or not C for 2 sec ${a}`,
    steps: 'A1@1000 B2@1500 ~9000',
    want: '1@3000',
  },
  {
    name: 'a silence longer than within never matches',
    pattern: `every e1=A -> not B for 2 sec within 1 sec ${a}`,
    steps: 'A1@1000 ~9000',
    want: '',
  },
  {
    name: 'the count before it goes on until there is an event',
    pattern: 'e1=A<1:4> -> not B for 1 sec -> e3=C -> e4=B select e1.v as a, e3.v as c, e4.v as b',
    steps: 'A1@1000 A2@2500 B3@2600 A4@2700 C5@3000 A6@3100 B7@3200',
    want: '[1,2,4],5,7@3200',
  },
  {
    name: 'beside another element it ends the count before it',
    pattern: 'e1=A<1:3> -> not B for 1 sec and e3=C select e1.v as a, e3.v as c',
    steps: 'A1@1000 A2@2500 C3@3000',
    want: '[1],3@3000',
  },
  {
    name: 'after an optional element with every it tells each silent period',
    pattern: 'every e1=A<0:2> -> not B for 1 sec select e1.v as a',
    steps: 'A1@500 ~2500',
    want: '[1]@1500 []@2500',
  },
])('$name', ({pattern, steps, want}) => expect(run(pattern, steps, {playback: true, stamps: true})).toBe(want));

test('a silence after a counted element begins with the last event of that', () =>
  expect(
    run('e1=A<1:3> -> not B for 1 sec select e1.v as a', 'A1@1000 A2@1500 ~2000 A3@2100 ~9000', {
      playback: true,
      stamps: true,
    }),
  ).toBe('[1,2,3]@3100'));

test('under a manual clock timers fire each at its time', () =>
  expect(run('every not A for 1 sec select count() as n', '~1500 A1 ~4000', {stamps: true})).toBe(
    '1@1000 2@2500 3@3500',
  ));

test('a wait that is over before the snapshot is not started again by a restore', () =>
  expect(run('not A for 1 sec -> e2=B select e2.v as b', '~1500 B1 ~4000 B2', {stamps: true, restartAt: 2})).toBe(
    '1@1500',
  ));

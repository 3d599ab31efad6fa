import {expect, test} from 'vitest';
import {run} from './testing.ts';

const pair = 'select e1.v as a, e2.v as b';

test.each([
  {
    name: 'the bound itself still matches',
    pattern: `every e1=A -> e2=B within 1 sec ${pair}`,
    steps: 'A1@1000 B2@2000 A3@3000 B4@4001',
    want: '1,2',
  },
  {
    name: 'an event too old ends a match as well',
    pattern: `every e1=A -> e2=B within 1 sec ${pair}`,
    steps: 'A1@5000 B2@3999 B3@5500 A4@6000 B5@5000',
    want: '4,5',
  },
  {
    name: 'without every an expired pattern is dead',
    pattern: `e1=A -> e2=B within 1 sec ${pair}`,
    steps: 'A1@1000 B2@2500 A3@3000 B4@3500',
    want: '',
  },
  {
    name: 'a group of every starts again',
    pattern: `every (e1=A -> e2=B) within 1 sec ${pair}`,
    steps: 'A1@1000 A2@2500 A3@2600 B4@3000',
    want: '2,4',
  },
  {
    name: 'the whole chain counts',
    pattern: 'every (e1=A -> e2=B) -> e3=C within 1 sec select e1.v as a, e3.v as c',
    steps: 'A1@1000 B2@1900 C3@2001 A4@3000 B5@3500 C6@4000',
    want: '4,6',
  },
  {
    name: 'a later every expires with its first event',
    pattern: `e1=A -> every e2=B within 1 sec ${pair}`,
    steps: 'A1@1000 B2@1500 B3@2000 B4@2001',
    want: '1,2 1,3',
  },
  {
    name: 'a counted element measures from its first event',
    pattern: 'every e1=A<2> -> e2=B within 1 sec select e1.v as a, e2.v as b',
    steps: 'A1@1000 A2@1900 B3@2001 A4@3000 A5@3100 B6@4000',
    want: '[4,5],6',
  },
  {
    name: 'a counted element starts over once when it expires',
    pattern: 'every e1=A<2:> -> e2=B within 1 sec select e1.v as a, e2.v as b',
    steps: 'A1@1000 A2@3000 A3@3100 B4@3200',
    want: '[2,3],4',
  },
  {
    name: 'both sides of a first and count',
    pattern: `every (e1=A and e2=B) within 1 sec ${pair}`,
    steps: 'A1@1000 B2@2001 A3@2500 B4@3000',
    want: '3,2',
  },
])('$name', ({pattern, steps, want}) => expect(run(pattern, steps)).toBe(want));

import {expect, test} from 'vitest';
import {run} from './testing.ts';

const pair = 'select e1.v as a, e2.v as b';

test.each([
  {name: 'and takes both orders', pattern: `every (e1=A and e2=B) ${pair}`, steps: 'A1 B2 B3 A4', want: '1,2 4,3'},
  {name: 'and keeps the first of each side', pattern: `e1=A and e2=B ${pair}`, steps: 'A1 A2 B3 B4', want: '1,3'},
  {
    name: 'one event may fill both sides of and',
    pattern: `every e1=A[v > 10] and e2=A[v < 20] ${pair}`,
    steps: 'A15 A5 A25',
    want: '15,15 25,5',
  },
  {name: 'or takes the first to come', pattern: `every e1=A or e2=B ${pair}`, steps: 'A1 B2', want: '1,- -,2'},
  {
    name: 'of two that fit, or takes the left one',
    pattern: `every e1=A or e2=A ${pair}`,
    steps: 'A1 A2',
    want: '1,- 2,-',
  },
  {name: 'or without every matches once', pattern: `e1=A or e2=B ${pair}`, steps: 'B1 A2', want: '-,1'},
  {
    name: 'each partial match takes its own first',
    pattern: 'every e0=C -> e1=A and e2=B select e0.v as x, e1.v as a, e2.v as b',
    steps: 'C1 A2 C3 B4 A5',
    want: '1,2,4 3,5,4',
  },
  {
    name: 'and in front of a chain',
    pattern: 'every e1=A and e2=B -> e3=C select e1.v as a, e2.v as b, e3.v as c',
    steps: 'B1 A2 C3 A4 C5 B6 C7',
    want: '2,1,3 4,6,7',
  },
  {
    name: 'the side that did not come is null',
    pattern: 'every e1=A or e2=B select e1 is null as n, e2 is null as m',
    steps: 'A1 B2',
    want: 'false,true true,false',
  },
])('$name', ({pattern, steps, want}) => expect(run(pattern, steps)).toBe(want));

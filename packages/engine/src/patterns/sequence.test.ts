import {expect, test} from 'vitest';
import {run} from './testing.ts';

const pair = 'select e1.v as a, e2.v as b';
const three = 'select e1.v as a, e2.v as b, e3.v as c';

test.each([
  {
    name: 'the next event of its streams must fit',
    pattern: `every e1=A, e2=B ${pair}`,
    steps: 'A1 A2 B3 B4 A5 B6',
    want: '2,3 5,6',
  },
  {name: 'events of other streams do not count', pattern: `every e1=A, e2=B ${pair}`, steps: 'A1 C2 B3', want: '1,3'},
  {
    name: 'without every only the very first event can start it',
    pattern: `e1=A, e2=B ${pair}`,
    steps: 'B1 A2 B3',
    want: '',
  },
  {name: 'without every it matches once', pattern: `e1=A, e2=B ${pair}`, steps: 'A1 B2 A3 B4', want: '1,2'},
  {
    name: 'the event that ends one match may start another',
    pattern: `every e1=A, e2=A[v > e1.v] ${pair}`,
    steps: 'A1 A2 A3 A2 A5',
    want: '1,2 2,3 2,5',
  },
  {name: 'three of three', pattern: `every e1=A, e2=B, e3=C ${three}`, steps: 'A1 B2 A3 C4 A5 B6 C7', want: '5,6,7'},
  {
    name: 'the next element wins over the collection',
    pattern: `every e1=A[v > 0]+, e2=A[v > 10] ${pair}`,
    steps: 'A1 A11 A12 A2 A13',
    want: '[1],11 [12,2],13',
  },
  {
    name: 'star takes a run or nothing',
    pattern: `every e1=A*, e2=B ${pair}`,
    steps: 'A1 A2 B3 B4',
    want: '[1,2],3 [],4',
  },
  {name: 'plus needs one', pattern: `every e1=A+, e2=B ${pair}`, steps: 'B1 A2 B3 B4', want: '[2],3'},
  {
    name: 'an optional one in the middle',
    pattern: `every e1=A, e2=B?, e3=C ${three}`,
    steps: 'A1 C2 A3 B4 C5 A6 B7 B8 C9',
    want: '1,[],2 3,[4],5',
  },
  {
    name: 'a trend up and down',
    pattern: `every e1=A, e2=A[(e2[last].v is null and v > e1.v) or v > e2[last].v]+, e3=A[v < e2[last].v] ${three}`,
    steps: 'A1 A2 A3 A2 A5 A4',
    want: '1,[2,3],2 2,[5],4',
  },
  {
    name: 'a count collects below its minimum',
    pattern: `every e1=A<2:3>, e2=B ${pair}`,
    steps: 'A1 B2 A3 A4 B5',
    want: '[3,4],5',
  },
  {
    name: 'a repeated last element ends at its minimum',
    pattern: `every e1=B, e2=A+ ${pair}`,
    steps: 'B1 A2 A3 B4 A5',
    want: '1,[2] 4,[5]',
  },
  {
    name: 'and takes both orders, the first of each side',
    pattern: 'every e1=C, e2=A and e3=B select e1.v as a, e2.v as b, e3.v as c',
    steps: 'C1 B2 A3 C3 A4 A5 B6',
    want: '1,3,2 3,4,6',
  },
  {
    name: 'while a pair has one side, all that wait for both stay',
    pattern: 'every e1=C, e2=A and e3=B select e1.v as a, e2.v as b, e3.v as c',
    steps: 'C1 B2 C3 C4 A5 B6',
    want: '1,5,2 3,5,6 4,5,6',
  },
  {
    name: 'while no pair has one side, the next event ends all that wait',
    pattern: 'every e1=C, e2=A and e3=B select e1.v as a, e2.v as b, e3.v as c',
    steps: 'C1 C3 C4 A5 B6',
    want: '4,5,6',
  },
  {name: 'or takes one', pattern: `every e1=A, e2=B or e3=C ${three}`, steps: 'A1 C2 A3 B4', want: '1,-,2 3,4,-'},
  {
    name: 'not and: the other breaks it, the next one is free',
    pattern: 'every e1=A, not B and e3=C select e1.v as a, e3.v as c',
    steps: 'A1 B2 C3 A4 C5',
    want: '4,5',
  },
  {
    name: 'within',
    pattern: `every e1=A, e2=B within 1 sec ${pair}`,
    steps: 'A1@1000 B2@2001 A3@3000 B4@4000',
    want: '3,4',
  },
])('$name', ({pattern, steps, want}) => expect(run(pattern, steps)).toBe(want));

test.each([
  {
    name: 'an optional first element keeps the run of the next',
    pattern: 'every e1=B?, e2=A+, e3=B select e1.v as a, e2.v as b, e3.v as c',
    steps: 'A1 A2 B3',
    want: '[],[1,2],3',
  },
  {
    name: 'the event that ends a run which needs none may begin the next',
    pattern: 'every e1=B*, e2=B select e1.v as a, e2.v as b',
    steps: 'B1 B2 A3 B4 B5',
    want: '[],1 [1],2 [2],4 [4],5',
  },
  {
    name: 'a pair is broken by an event that fits neither',
    pattern: 'every e1=A[v > 3] and e2=A, e3=B select e1.v as a, e2.v as b, e3.v as c',
    steps: 'A1 A7 B2',
    want: '7,7,2',
  },
])('$name', ({pattern, steps, want}) => expect(run(pattern, steps)).toBe(want));

test.each([
  {
    name: 'silence at the end',
    pattern: 'every e1=A, not B for 1 sec select e1.v as a',
    steps: 'A1@1000 A2@1700 ~5000',
    want: '2@2700',
  },
  {
    name: 'silence at the end is broken',
    pattern: 'every e1=A, not B for 1 sec select e1.v as a',
    steps: 'A1@1000 B2@1700 ~5000',
    want: '',
  },
  {
    name: 'silence in the middle',
    pattern: 'every e1=A, not B for 1 sec, e3=C select e1.v as a, e3.v as c',
    steps: 'A1@1000 C2@2500 A3@3000 B4@3500 C5@4500',
    want: '1,2@2500',
  },
  {
    name: 'silence first',
    pattern: 'every not A for 1 sec, e2=B select e2.v as b',
    steps: 'A1@500 B2@1400 B3@1600 B4@1700',
    want: '3@1600',
  },
])('$name', ({pattern, steps, want}) => expect(run(pattern, steps, {playback: true, stamps: true})).toBe(want));

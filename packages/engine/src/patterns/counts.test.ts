import {expect, test} from 'vitest';
import {run} from './testing.ts';

const lists = 'select e1.v as a, e2.v as b';

test.each([
  {
    name: 'collects up to the next element',
    pattern: `e1=A<2:4> -> e2=B ${lists}`,
    steps: 'A1 A2 A3 B4',
    want: '[1,2,3],4',
  },
  {
    name: 'in a filter its name alone means the last event so far',
    pattern: `every e1=A<2:3> -> e2=B[v > e1.v] ${lists}`,
    steps: 'A1 A5 A3 B2 B4',
    want: '[1,5,3],4',
  },
  {
    name: 'in a filter its name alone is null as long as there is none',
    pattern: `e1=A<0:2> -> e2=B[v > e1.v or e1.v is null and v > 7] ${lists}`,
    steps: 'B2 B8',
    want: '[],8',
  },
  {name: 'waits for its minimum', pattern: `e1=A<2:4> -> e2=B ${lists}`, steps: 'A1 B2 A3 B4', want: '[1,3],4'},
  {
    name: 'ignores what comes after its maximum',
    pattern: `e1=A<1:2> -> e2=B ${lists}`,
    steps: 'A1 A2 A3 B4',
    want: '[1,2],4',
  },
  {
    name: 'an open count goes on',
    pattern: `e1=A<2:> -> e2=B ${lists}`,
    steps: 'A1 A2 A3 A4 A5 B6',
    want: '[1,2,3,4,5],6',
  },
  {
    name: 'without a minimum the next element may come at once',
    pattern: `e1=A<:2> -> e2=B ${lists}`,
    steps: 'B1 A2 B3',
    want: '[],1',
  },
  {
    name: 'every starts the next round at the minimum',
    pattern: `every e1=A<2:4> -> e2=B ${lists}`,
    steps: 'A1 A2 A3 A4 A5 B10',
    want: '[1,2,3,4],10 [3,4,5],10',
  },
  {
    name: 'exact counts do not overlap',
    pattern: `every e1=A<2> -> e2=B ${lists}`,
    steps: 'A1 A2 A3 A4 B5',
    want: '[1,2],5 [3,4],5',
  },
  {
    name: 'with every and no minimum the next round starts when one ends',
    pattern: `every e1=A<0:2> -> e2=B ${lists}`,
    steps: 'A1 A2 A3 B4 B5 A6 B7',
    want: '[1,2],4 [],5 [6],7',
  },
  {
    name: 'as the last element it ends at its minimum',
    pattern: 'every e1=B -> e2=A<2:4> select e1.v as a, e2.v as b',
    steps: 'B1 A2 A3 A4 B5 A6 A7',
    want: '1,[2,3] 5,[6,7]',
  },
  {
    name: 'as the last element with no minimum it needs none',
    pattern: 'every e1=B -> e2=A<0:2> select e1.v as a, e2.v as b',
    steps: 'B1 A2 B3',
    want: '1,[] 3,[]',
  },
  {
    name: 'two counts in a row',
    pattern: 'e1=A<1:2> -> e2=B<1:2> -> e3=C select e1.v as a, e2.v as b, e3.v as c',
    steps: 'A1 B2 A3 B4 C5',
    want: '[1],[2,4],5',
  },
  {
    name: 'an optional element may be left out',
    pattern: 'every e1=A -> e2=B<0:1> -> e3=C select e1.v as a, e2.v as b, e3.v as c',
    steps: 'A1 C2 A3 B4 C5',
    want: '1,[],2 3,[4],5',
  },
  {
    name: 'an optional first element of a group may be left out',
    pattern: 'every (e1=A<0:1> -> e2=B) -> e3=C select e1.v as a, e2.v as b, e3.v as c',
    steps: 'B1 A2 B3 C4',
    want: '[],1,4 [2],3,4',
  },
  {
    name: 'the later element of one stream comes first',
    pattern: `e1=A[v < 10]<1:> -> e2=A[v >= 5] ${lists}`,
    steps: 'A1 A6',
    want: '[1],6',
  },
  {
    name: 'last is the event accepted before, in its own filter',
    pattern: `e1=A[e1[last].v is null or v > e1[last].v]<1:5> -> e2=B ${lists}`,
    steps: 'A1 A2 A1 A3 B4',
    want: '[1,2,3],4',
  },
  {
    name: 'without the null test nothing is accepted',
    pattern: `e1=A[v > e1[last].v]<1:5> -> e2=B ${lists}`,
    steps: 'A1 A2 B3',
    want: '',
  },
  {
    name: 'an index counts the event under test',
    pattern: `e1=A[e1[0].v < 3]<1:5> -> e2=B ${lists}`,
    steps: 'A5 A2 A7 B4',
    want: '[2,7],4',
  },
  {
    name: 'last is the true last elsewhere',
    pattern: `every e1=A<1:> -> e2=B[v > e1[last].v] ${lists}`,
    steps: 'A1 A5 B3 B6',
    want: '[1,5],6 [5],6',
  },
  {
    name: 'indexes outside are null',
    pattern:
      'e1=A<1:3> -> e2=B select e1[0].v as a, e1[1].v as b, e1[2].v as c, e1[last].v as d, e1[last-1].v as e, e1[last-2].v as f',
    steps: 'A1 A2 B3',
    want: '1,2,-,2,1,-',
  },
  {
    name: 'events of a count can be tested for null',
    pattern: 'every e1=A<1:2> -> e2=B[e1[1] is null] select e1.v as a',
    steps: 'A1 A2 B3',
    want: '[2]',
  },
  {
    name: 'select * takes the first event of a count',
    pattern: 'e1=A<1:2> -> e2=Tick select *',
    steps: 'Ay1 Az2 ~5',
    want: 'y,1,0',
    playback: true,
  },
])('$name', ({pattern, steps, want, playback}) =>
  expect(run(pattern, steps, {playback: playback === true})).toBe(want),
);

import {expect, test} from 'vitest';
import {run} from './testing.ts';

const pair = 'select e1.v as a, e2.v as b';
const three = 'select e1.v as a, e2.v as b, e3.v as c';

test.each([
  {
    name: 'without every a pattern matches once in its life',
    pattern: `e1=A -> e2=B ${pair}`,
    steps: 'A1 A2 B3 A4 B5',
    want: '1,3',
  },
  {
    name: 'what does not match is skipped',
    pattern: `e1=A[v > 2] -> e2=B[v > e1.v] ${pair}`,
    steps: 'A1 A3 B2 C9 B4',
    want: '3,4',
  },
  {
    name: 'every event of every starts a match, and one event completes them all',
    pattern: `every e1=A -> e2=B ${pair}`,
    steps: 'A1 A2 B3 A4 B5',
    want: '1,3 2,3 4,5',
  },
  {
    name: 'every around a group starts again when the group is complete',
    pattern: `every (e1=A -> e2=B) ${pair}`,
    steps: 'A1 A2 B10 A3 B11',
    want: '1,10 3,11',
  },
  {
    name: 'a later every keeps what came before it',
    pattern: `e1=A -> every e2=B -> e3=C ${three}`,
    steps: 'A1 B2 B3 C4 B5 C6 A7 B8',
    want: '1,2,4 1,3,4 1,5,6',
  },
  {
    name: 'a later group of every goes round with the same first event',
    pattern: `e1=A -> every (e2=B -> e3=C) ${three}`,
    steps: 'A1 B2 B3 C4 B5 C6',
    want: '1,2,4 1,5,6',
  },
  {
    name: 'every may stand twice',
    pattern: `every e1=A -> every e2=B -> e3=C ${three}`,
    steps: 'A1 A2 B3 C4',
    want: '1,3,4 2,3,4',
  },
  {
    name: 'one event never fills two elements',
    pattern: `e1=A -> e2=A -> e3=A ${three}`,
    steps: 'A1 A2 A3 A4',
    want: '1,2,3',
  },
  {
    name: 'groups of one stream do not overlap',
    pattern: `every (e1=A -> e2=A -> e3=A) ${three}`,
    steps: 'A1 A2 A3 A4 A5 A6 A7',
    want: '1,2,3 4,5,6',
  },
  {
    name: 'a chain of one stream with every in front overlaps',
    pattern: `every e1=A -> e2=A -> e3=A ${three}`,
    steps: 'A1 A2 A3 A4 A5',
    want: '1,2,3 2,3,4 3,4,5',
  },
  {
    name: 'a single event may be a pattern',
    pattern: 'every e1=A[v > 1] select e1.v as a',
    steps: 'A1 A2 A3',
    want: '2 3',
  },
  {
    name: 'a correlation by key finds its own',
    pattern: `every e1=A -> e2=B[k == e1.k] ${pair}`,
    steps: 'Aa1 Ab2 Aa3 Ba4 Ba5 Bb6',
    want: '1,4 3,4 2,6',
  },
  {
    name: 'a correlation by key and more',
    pattern: `every e1=A -> e2=B[k == e1.k and v > e1.v] ${pair}`,
    steps: 'Aa5 Ab2 Aa3 Ba4 Ba6',
    want: '3,4 5,6',
  },
])('$name', ({pattern, steps, want}) => expect(run(pattern, steps)).toBe(want));

test('matches that one event completes travel together only where its stream stands at several elements', () => {
  expect(run(`every e1=A -> e2=B ${pair}`, 'A1 A2 A3 B4')).toBe('1,4 2,4 3,4');
  expect(run(`every e1=A -> e2=A[v > e1.v] ${pair}`, 'A3 A2 A1 A4')).toBe('3,4+2,4+1,4');
});

test('aggregates count each match of a chunk', () =>
  expect(run('every e1=A -> e2=A[v > e1.v] select count() as n', 'A3 A2 A1 A4 A5')).toBe('1+2+3 4'));

test('older partial matches come first, by the time of their events', () =>
  expect(run(`every e1=A -> e2=B ${pair}`, 'A1@2000 A2@1000 B3@2500')).toBe('2,3 1,3'));

test('a row carries the time of the event that completed it', () =>
  expect(run(`every e1=A -> e2=B ${pair}`, 'A1@2000 B2@1500', {stamps: true})).toBe('1,2@1500'));

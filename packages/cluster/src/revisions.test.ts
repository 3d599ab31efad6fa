import {expect, test} from 'vitest';
import {Revisions} from './revisions.ts';

test.each([
  {what: 'the first saved one is made up for by the empty machine', from: 0, saved: [10], want: 0},
  {what: 'of two kept ones the older', from: 0, saved: [10, 20], want: 10},
  {what: 'the one that it started from counts', from: 40, saved: [50], want: 40},
  {what: 'nothing while others may be kept that it does not know', from: 40, saved: [], want: 0},
  {what: 'a revision saved twice is one', from: 0, saved: [10, 10], want: 0},
  {what: 'one that is saved late is not the newest', from: 0, saved: [20, 10], want: 10},
])('two kept, the journal is trimmed up to $want: $what', ({from, saved, want}) => {
  const revisions = new Revisions(from, 0);
  for (const sequence of saved) revisions.saved(sequence);
  expect(revisions.tidy(2)).toEqual({upTo: want, keep: 2});
});

test('one kept: up to the newest', () => {
  const revisions = new Revisions(5, 0);
  revisions.saved(9);
  expect(revisions.tidy(1)).toEqual({upTo: 9, keep: 1});
});

test('broken revisions take no good one’s place in the store', () => {
  const revisions = new Revisions(40, 1);
  revisions.saved(60);
  expect(revisions.tidy(2)).toEqual({upTo: 40, keep: 3});
});

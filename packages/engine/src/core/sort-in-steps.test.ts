import {finish} from '@tandem/wire';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {sortInSteps} from './sort-in-steps.ts';

test('gives what sorting at once gives, equals in their order', () =>
  fc.assert(
    fc.property(fc.array(fc.nat(300), {maxLength: 3000, size: 'max'}), (keys) => {
      const items = keys.map((key, i) => ({key, i}));
      const byKey = (a: {key: number}, b: {key: number}): number => a.key - b.key;
      expect(finish(sortInSteps(items, byKey))).toEqual(items.toSorted(byKey));
    }),
    {numRuns: 30},
  ));

test('stops often', () => {
  const steps = sortInSteps(
    Array.from({length: 10_000}, (_, i) => (i * 7919) % 10_007),
    (a, b) => a - b,
  );
  let count = 0;
  while (steps.next().done !== true) count++;
  expect(count).toBeGreaterThan(100);
});

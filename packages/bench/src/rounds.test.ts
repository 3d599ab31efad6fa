import {expect, test} from 'vitest';
import {standIn} from './testing.ts';
import {compare, geometricMean, spread} from './rounds.ts';

const effort = {rounds: 2, warm: 0.01, measure: 0.01};

test('a workload is measured in rounds', async () => {
  const {rate, reference} = await compare('W1', 1, effort, undefined);
  expect(rate.min).toBeGreaterThan(0);
  expect(rate.max).toBeGreaterThanOrEqual(rate.min);
  expect(reference).toBeUndefined();
});

test('where both sides count alike there is a ratio', async () => {
  const {reference} = await compare('W4', 128, effort, standIn('W4'));
  expect(reference?.ratio.median).toBeGreaterThan(0);
});

test('where the two sides answer differently there is no ratio', async () => {
  await expect(compare('W2', 1, effort, standIn('W1'))).rejects.toThrow(/W2 .*gave 192000 outputs here and 57/);
});

test('a spread has the median in the middle', () => {
  expect(spread([3, 1, 2])).toEqual({min: 1, median: 2, max: 3});
  expect(spread([3, 1])).toEqual({min: 1, median: 2, max: 3});
  expect(spread([8, 1, 2, 4])).toEqual({min: 1, median: 3, max: 8});
  expect(geometricMean([2, 8])).toBeCloseTo(4);
});

import {expect, test} from 'vitest';
import {DEOPTIMISATIONS, keyBytes, shapeOf, tooMuch} from './guard.ts';
import {KEYS} from './key-memory.ts';

test.each(['W1', 'W3', 'W7'])('%s allocates no more than it may, and its code stays compiled', async (workload) => {
  const shape = await shapeOf(workload);
  expect(shape.bytes).toBeGreaterThan(10);
  expect(shape.deoptimisations).toBeGreaterThan(0);
  expect(tooMuch(shape)).toEqual([]);
});

test.each(['length', 'timeBatch'])('a key of a partition with %s weighs no more than it may', async (query) => {
  const bytes = await keyBytes(query);
  expect(bytes).toBeGreaterThan(100);
  expect(bytes).toBeLessThanOrEqual(KEYS[query]!.bytes);
});

test('what is above its bound is named', () => {
  expect(tooMuch({workload: 'W1', bytes: 1000, deoptimisations: DEOPTIMISATIONS + 1})).toEqual([
    expect.stringMatching(/^W1 allocates 1000 bytes an event/),
    expect.stringMatching(/^W1 was deoptimised 61 times/),
  ]);
});

import fc from 'fast-check';
import {expect, test} from 'vitest';
import {Waits} from './waits.ts';

test('a quantile is at most a twentieth above the true one', () =>
  fc.assert(
    fc.property(fc.array(fc.double({min: 0.02, max: 1e5, noNaN: true}), {minLength: 1}), (all) => {
      const waits = new Waits();
      for (const ms of all) waits.add(ms);
      const sorted = all.toSorted((a, b) => a - b);
      for (const share of [0.5, 0.99]) {
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
        expect(waits.quantile(share)).toBeGreaterThanOrEqual(exact * 0.999);
        expect(waits.quantile(share)).toBeLessThanOrEqual(exact * 1.051);
      }
      expect(waits.longest).toBe(sorted.at(-1));
    }),
  ));

test('the longest of late is told once', () => {
  const waits = new Waits();
  waits.add(30);
  waits.add(20);
  expect([waits.takeRecent(), waits.takeRecent()]).toEqual([30, 0]);
});

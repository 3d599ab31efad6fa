import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {Expiry} from './expiry.ts';
import {Partial} from './partial.ts';

const started = (expiry: Expiry, id: number, ts: number): Partial => {
  const partial = new Partial(id, []);
  expiry.start(partial, ts, false);
  return partial;
};
const ids = (partials: readonly Partial[]): number[] => partials.map((p) => p.id);

test('the bound itself does not expire, one more does', () => {
  const expiry = new Expiry(100);
  started(expiry, 1, 1000);
  expect(ids(expiry.take(1100))).toEqual([]);
  expect(ids(expiry.take(1101))).toEqual([1]);
  expect(ids(expiry.take(5000))).toEqual([]);
});

test('an event that is too old expires what is newer', () => {
  const expiry = new Expiry(100);
  started(expiry, 1, 1000);
  started(expiry, 2, 1050);
  expect(ids(expiry.take(940))).toEqual([2]);
  expect(ids(expiry.take(1100))).toEqual([]);
});

test('each started partial expires once, oldest first, unless it has ended', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ts: fc.nat(500), ends: fc.boolean()})), (list) => {
      const expiry = new Expiry(0);
      const partials = list.map(({ts}, id) => started(expiry, id, ts));
      for (const [id, {ends}] of list.entries()) {
        if (!ends) continue;
        partials[id]!.alive = false;
        expiry.ended();
      }
      const left = partials.filter((p) => p.alive).sort((a, b) => a.first - b.first || a.id - b.id);
      expect(ids(expiry.take(1000))).toEqual(ids(left));
    }),
  );
});

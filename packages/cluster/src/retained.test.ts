import {decodeEntries, encodeEntries} from '@tandem/wire';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {costOf} from './entry-log.ts';
import type {Entry} from './ports.ts';
import {Retained} from './retained.ts';

const payloadOf = (sequence: number, length: number): Uint8Array => new Uint8Array(length).fill(sequence & 255);

test('any order of pushes and evictions leaves exactly the newest entries, whatever their lengths', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('push' as const),
      count: fc.constantFrom(1, 3, 700),
      length: fc.constantFrom(0, 1, 60, 9000, 40_000, 90_000),
      later: fc.nat(1),
    }),
    fc.record({kind: fc.constant('evict' as const), to: fc.integer({min: -3, max: 800})}),
    fc.record({kind: fc.constant('read' as const), from: fc.nat(900), entries: fc.integer({min: 1, max: 600})}),
  );
  fc.assert(
    fc.property(fc.array(step, {maxLength: 12}), fc.nat(10), (steps, after) => {
      const retained = new Retained(after);
      let held: Entry[] = [];
      let epoch = 1;
      const read: [got: Entry[], wanted: Entry[]][] = [];
      for (const s of steps) {
        if (s.kind === 'push') {
          epoch += s.later;
          for (let n = 0; n < Math.min(s.count, s.length > 1000 ? 9 : 700); n++) {
            const sequence = retained.last + 1;
            const entry = {sequence, timestamp: 1000 * sequence, epoch, payload: payloadOf(sequence, s.length)};
            retained.push(entry);
            held.push(entry);
          }
        } else if (s.kind === 'evict') {
          retained.evictTo(retained.first + s.to);
          held = held.filter(({sequence}) => sequence >= retained.first);
        } else if (held.length > 0) {
          const from = retained.first + (s.from % held.length);
          const wanted = within(held.slice(from - retained.first), s.entries, 50_000);
          const got = retained.slice(from, s.entries, 50_000);
          expect(got).toEqual(wanted);
          read.push([got, wanted]);
          const {last, frame} = retained.frame(from, s.entries, 50_000);
          expect([last, decodeEntries(frame)]).toEqual([wanted.at(-1)?.sequence, wanted]);
        }
        expect(retained.bytes).toBe(held.reduce((sum, entry) => sum + costOf(entry), 0));
        expect(retained.last - retained.first + 1).toBe(held.length);
      }
      expect(retained.slice(retained.first, 10_000, 1e9)).toEqual(held);
      // Whatever became of the pages that they were read from.
      for (const [got, wanted] of read) expect(got).toEqual(wanted);
    }),
    {numRuns: 60},
  );
});

test('what a predecessor had encoded comes before what is new, and is read across the border', () => {
  const entry = (sequence: number): Entry => ({
    sequence,
    timestamp: sequence,
    epoch: 1,
    payload: payloadOf(sequence, 4),
  });
  const retained = new Retained(4);
  const batch = (first: number, last: number) => ({
    first,
    last,
    frame: encodeEntries(Array.from({length: last - first + 1}, (_, i) => entry(first + i))),
  });
  retained.adopt([batch(3, 6), batch(6, 8)]);
  for (const sequence of [9, 10]) retained.push(entry(sequence));
  const read = (from: number): number[] => decodeEntries(retained.frame(from, 100, 1e6).frame).map((e) => e.sequence);
  expect([retained.first, read(5), read(8), read(9)]).toEqual([5, [5, 6, 7, 8, 9, 10], [8, 9, 10], [9, 10]]);
  retained.evictTo(7);
  expect([retained.first, read(8)]).toEqual([8, [8, 9, 10]]);
  expect(() => retained.slice(7, 1, 1)).toThrow('entry 7 is no longer held');
  retained.evictTo(99);
  expect([retained.first, retained.last, retained.bytes]).toEqual([11, 10, 0]);
});

/** What is within both limits, and one at least. */
function within(entries: readonly Entry[], count: number, bytes: number): Entry[] {
  const taken: Entry[] = [];
  let sum = 0;
  for (const entry of entries) {
    sum += entry.payload.length;
    if (taken.length === count || (sum > bytes && taken.length > 0)) break;
    taken.push(entry);
  }
  return taken;
}

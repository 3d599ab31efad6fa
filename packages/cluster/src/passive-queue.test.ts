import {encodeEntries} from '@tandem/wire';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {PassiveQueue} from './passive-queue.ts';

const entry = (sequence: number) => ({
  sequence,
  timestamp: 1000 + sequence,
  epoch: 1,
  payload: new Uint8Array([sequence % 256]),
});
function give(q: PassiveQueue, first: number, last: number, epoch = 1): boolean {
  const entries = Array.from({length: last - first + 1}, (_, i) => entry(first + i));
  return q.take(epoch, first, last, encodeEntries(entries));
}
const sequences = (q: PassiveQueue, after = 0) => [...q.after(after)].map((e) => e.sequence);

test('holds what follows without a gap, once', () => {
  const q = new PassiveQueue(1e6);
  q.join(1, 4);
  expect(give(q, 5, 7)).toBe(true);
  expect(give(q, 9, 9)).toBe(false);
  expect(give(q, 6, 8)).toBe(true);
  expect(give(q, 5, 8)).toBe(true);
  expect(sequences(q)).toEqual([5, 6, 7, 8]);
  expect(sequences(q, 6)).toEqual([7, 8]);
});

test('joining again in the same epoch keeps what is held', () => {
  const q = new PassiveQueue(1e6);
  q.join(1, 0);
  give(q, 1, 5);
  q.join(1, 3);
  expect(sequences(q)).toEqual([1, 2, 3, 4, 5]);
  q.join(1, 9);
  expect([q.received, sequences(q)]).toEqual([9, []]);
});

test('another active starts it anew, and entries or marks of the old one are not taken', () => {
  const q = new PassiveQueue(1e6);
  q.join(1, 0);
  give(q, 1, 5);
  q.join(2, 3);
  expect([q.epoch, q.base, q.received, q.bytes]).toEqual([2, 3, 3, 0]);
  expect(give(q, 4, 4, 1)).toBe(false);
  q.trim(1, 100);
  expect(q.base).toBe(3);
});

test('when full a batch is not taken, and what is held stays', () => {
  const q = new PassiveQueue(100);
  q.join(1, 0);
  expect(give(q, 1, 3)).toBe(true);
  expect(give(q, 4, 60)).toBe(false);
  expect([q.received, sequences(q)]).toEqual([3, [1, 2, 3]]);
});

test('any order of batches and trims leaves exactly the entries over (base, received]', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('take' as const),
      first: fc.integer({min: 1, max: 40}),
      count: fc.integer({min: 1, max: 8}),
    }),
    fc.record({kind: fc.constant('trim' as const), to: fc.nat(30)}),
  );
  fc.assert(
    fc.property(fc.array(step, {maxLength: 30}), (steps) => {
      const q = new PassiveQueue(1e6);
      q.join(1, 0);
      for (const s of steps) {
        if (s.kind === 'take') give(q, s.first, s.first + s.count - 1);
        else q.trim(1, Math.min(s.to, q.received));
      }
      expect(sequences(q)).toEqual(Array.from({length: q.received - q.base}, (_, i) => q.base + 1 + i));
    }),
  );
});

test('many batches, long and short, are found by sequence and forgotten one by one', () => {
  const q = new PassiveQueue(1e9);
  q.join(1, 0);
  const lengths = Array.from({length: 1500}, (_, i) => (i % 400 === 7 ? 50_000 : i % 3));
  for (const [i, length] of lengths.entries())
    q.take(1, i + 1, i + 1, encodeEntries([{...entry(i + 1), payload: new Uint8Array(length)}]));
  const full = q.bytes;
  for (const mark of [0, 1, 7, 8, 511, 512, 513, 1200, 1499]) {
    q.trim(1, mark);
    expect([q.next(mark).map((e) => e.sequence), q.next(0).map((e) => e.sequence)]).toEqual([[mark + 1], [mark + 1]]);
    expect(sequences(q)).toEqual(Array.from({length: 1500 - mark}, (_, i) => mark + 1 + i));
    expect(q.next(1499)[0]?.payload.length).toBe(lengths[1499]);
  }
  expect(q.bytes).toBeLessThan(full / 1000);
  q.trim(1, 1500);
  expect([q.bytes, q.next(0)]).toEqual([0, []]);
});

test('what was read stays as it was when its batch is forgotten and others take its place', () => {
  const q = new PassiveQueue(1e9);
  q.join(1, 0);
  const give = (sequence: number): boolean => q.take(1, sequence, sequence, encodeEntries([entry(sequence)]));
  for (let sequence = 1; sequence <= 600; sequence++) give(sequence);
  const read = [1, 511, 512, 513].flatMap((sequence) => q.next(sequence - 1));
  q.trim(1, 600);
  for (let sequence = 601; sequence <= 1800; sequence++) give(sequence);
  expect(read).toEqual([1, 511, 512, 513].map(entry));
  expect(sequences(q)).toEqual(Array.from({length: 1200}, (_, i) => 601 + i));
});

test.each([40_000, 1_050_000])('batches of %d bytes use the memory of those before them again', (length) => {
  const q = new PassiveQueue(1e8);
  q.join(1, 0);
  const frame = new Uint8Array(length);
  const pages = new Set<ArrayBufferLike>();
  const seen = (): void => {
    for (const batch of q.frames()) pages.add(batch.frame.buffer);
  };
  let last = 0;
  const minute = (): void => {
    for (let i = 0; i < 40; i++, last++) q.take(1, last + 1, last + 1, frame);
    seen();
    q.trim(1, last);
  };
  minute();
  const once = pages.size;
  for (let i = 0; i < 5; i++) minute();
  expect([q.entries, pages.size]).toEqual([0, once]);
});

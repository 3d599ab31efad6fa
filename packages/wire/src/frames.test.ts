import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {
  crc32,
  decodeEntries,
  decodePart,
  encodeEntries,
  encodePart,
  type EntryFrame,
  type PartFrame,
  WireError,
} from './index.ts';

const whole = fc.nat().chain((n) => fc.constantFrom(n, n * 2 ** 20, n % 5));
const entries: fc.Arbitrary<EntryFrame[]> = fc.array(
  fc.record(
    {sequence: whole, timestamp: whole, epoch: whole, payload: fc.uint8Array({maxLength: 300})},
    {noNullPrototype: true},
  ),
);
const part: fc.Arbitrary<PartFrame> = fc.record(
  {
    app: fc.string({unit: 'binary'}),
    sequence: whole,
    timestamp: whole,
    epoch: whole,
    packing: fc.constantFrom('none', 'zstd'),
    size: whole,
    bytes: fc.uint8Array({maxLength: 300}),
  },
  {noNullPrototype: true},
);

test('entries come back as they were, in any order', () =>
  fc.assert(
    fc.property(entries, (batch) => {
      expect(decodeEntries(encodeEntries(batch))).toStrictEqual(batch);
    }),
  ));

test('a part comes back as it was', () =>
  fc.assert(
    fc.property(part, (p) => {
      expect(decodePart(encodePart(p))).toStrictEqual(p);
    }),
  ));

/** Every damage of up to four bytes in a row, and every cut. */
function damaged(frame: Uint8Array, at: number, xor: number): Uint8Array[] {
  const flipped = frame.slice();
  flipped[at % frame.length] = (flipped[at % frame.length] as number) ^ xor;
  return [flipped, frame.subarray(0, at % frame.length), new Uint8Array([...frame, xor])];
}

test('a damaged batch is noticed', () =>
  fc.assert(
    fc.property(entries, fc.nat(), fc.integer({min: 1, max: 255}), (batch, at, xor) => {
      for (const bytes of damaged(encodeEntries(batch), at, xor)) expect(() => decodeEntries(bytes)).toThrow(WireError);
    }),
  ));

test('a damaged part is noticed', () =>
  fc.assert(
    fc.property(part, fc.nat(), fc.integer({min: 1, max: 255}), (p, at, xor) => {
      for (const bytes of damaged(encodePart(p), at, xor)) expect(() => decodePart(bytes)).toThrow(WireError);
    }),
  ));

test('a tick in a row of entries costs four bytes', () => {
  const ticks = Array.from({length: 101}, (_, i) => ({
    sequence: 1e6 + i,
    timestamp: 1.7e12 + 10 * i,
    epoch: 3,
    payload: new Uint8Array(0),
  }));
  expect(encodeEntries(ticks).length - encodeEntries(ticks.slice(0, 1)).length).toBe(100 * 4);
});

test('the formats stay as they are', () => {
  const batch = [
    {sequence: 41, timestamp: 1_700_000_000_000, epoch: 2, payload: new Uint8Array([1, 2, 3])},
    {sequence: 42, timestamp: 1_700_000_000_005, epoch: 3, payload: new Uint8Array(0)},
  ];
  const frame: PartFrame = {
    app: 'Überwachung',
    sequence: 42,
    timestamp: 1.7e12,
    epoch: 3,
    packing: 'zstd',
    size: 9,
    bytes: new Uint8Array([7]),
  };
  expect(crc32(encodeEntries(batch).subarray(0, -4)).toString(16)).toBe('aa9c46b5');
  expect(crc32(encodePart(frame).subarray(0, -4)).toString(16)).toBe('28110bce');
});

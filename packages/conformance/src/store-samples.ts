import type {Cut, Entry} from '@tandem/cluster';

/** Entries `from` to `to`, both included. */
export const entries = (from: number, to: number, epoch = 1): Entry[] =>
  Array.from({length: to - from + 1}, (_, i) => ({
    sequence: from + i,
    timestamp: 1_700_000_000_000 + 10 * (from + i),
    epoch,
    payload: Uint8Array.from({length: (from + i) % 5}, (__, k) => from + i + k),
  }));

export const cutAt = (sequence: number, epoch = 1): Cut => ({
  sequence,
  timestamp: 1_700_000_000_000 + sequence,
  epoch,
  parts: ['one', 'two'].map((app) => ({app, bytes: new TextEncoder().encode(`${app} at ${sequence} `.repeat(50))})),
});

/** Bytes that no compression makes smaller. */
export function incompressible(size: number): Uint8Array {
  const words = new Uint32Array(size >>> 2);
  let x = 2463534242;
  for (let i = 0; i < words.length; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    words[i] = x;
  }
  return new Uint8Array(words.buffer);
}

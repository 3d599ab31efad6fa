/** Bytes of one slab, and the longest copy that shares one. */
const slabBytes = 1 << 14;
const longest = 1 << 10;

let slab = new Uint8Array(0);
let at = 0;

/**
 * A copy of `bytes` from `from` to `to`. Short ones lie side by side in one buffer: a buffer of its own costs an array more than its
 * bytes do, to make and at each collection. Nobody writes into what another one was given.
 */
export function copyOf(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const length = to - from;
  if (length > longest) return bytes.slice(from, to);
  if (at + length > slab.length) {
    slab = new Uint8Array(slabBytes);
    at = 0;
  }
  const copy = new Uint8Array(slab.buffer, at, length);
  for (let i = 0; i < length; i++) copy[i] = bytes[from + i] as number;
  at += length;
  return copy;
}

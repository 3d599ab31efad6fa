/** Odd, and half of its bits set. */
const mixing = 0x9e3779b1;

/** 32 bits, each of which depends on all of the key; the same for keys that are the same to a `Map`. */
export function hashOf(key: unknown): number {
  let hash: number;
  if (typeof key === 'string') hash = hashOfText(key);
  else if (typeof key === 'number') hash = Math.imul(hashOfNumber(key), mixing);
  else if (typeof key === 'bigint') hash = Math.imul(Number(BigInt.asIntN(32, key ^ (key >> 32n))), mixing);
  // Objects are all alike, and few.
  else hash = key === true ? 1 : 0;
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

function hashOfNumber(key: number): number {
  const low = key | 0;
  if (low === key) return low;
  // Of a fraction the digits behind the point.
  return Number.isInteger(key) ? low ^ (key / 4_294_967_296) : (key * 1_048_573) | 0;
}

/** Of a long text the letters at both ends count. */
function hashOfText(key: string): number {
  const {length} = key;
  let hash = length;
  const head = length > 2 * letters ? letters : length;
  for (let i = 0; i < head; i++) hash = Math.imul(hash ^ key.charCodeAt(i), mixing);
  for (let i = Math.max(head, length - letters); i < length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), mixing);
  return hash;
}
const letters = 32;

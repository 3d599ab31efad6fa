/**
 * 64-bit integers: a number while it is a safe integer, a bigint beyond, never
 * a bigint inside the safe range, so that `===` and map keys work. Arithmetic
 * wraps at 64 bits. These are the slow paths; generated code tries numbers first.
 */
export type Long = number | bigint;

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** The canonical form of a whole number, wrapped to 64 bits. */
export function long(value: bigint): Long {
  const wrapped = BigInt.asIntN(64, value);
  return wrapped <= SAFE && wrapped >= -SAFE ? Number(wrapped) : wrapped;
}
export const addLong = (a: Long, b: Long): Long => long(BigInt(a) + BigInt(b));
export const subtractLong = (a: Long, b: Long): Long => long(BigInt(a) - BigInt(b));
export const multiplyLong = (a: Long, b: Long): Long => long(BigInt(a) * BigInt(b));
/** Truncates toward zero; null for a zero divisor. */
export const divideLong = (a: Long, b: Long): Long | null => (b === 0 ? null : long(BigInt(a) / BigInt(b)));
export const remainderLong = (a: Long, b: Long): Long | null => (b === 0 ? null : long(BigInt(a) % BigInt(b)));

/** Java's `(long) double`: truncates, saturates, NaN is 0. */
export function doubleToLong(value: number): Long {
  if (Number.isNaN(value)) return 0;
  if (value >= 2 ** 63) return 9223372036854775807n;
  if (value <= -(2 ** 63)) return -9223372036854775808n;
  return long(BigInt(Math.trunc(value)));
}
/** Java's `(int) double`. */
export function doubleToInt(value: number): number {
  if (Number.isNaN(value)) return 0;
  if (value >= 2147483647) return 2147483647;
  if (value <= -2147483648) return -2147483648;
  return Math.trunc(value) + 0;
}
/** Java's `(int) long`: the low 32 bits. */
export const longToInt = (value: Long): number => Number(BigInt.asIntN(32, BigInt(value)));

/** Java's `(float) long`, rounded once. */
export function longToFloat(value: Long): number {
  if (typeof value === 'number') return Math.fround(value);
  const near = Math.fround(Number(value));
  // Number() has rounded once already: of the neighbours take the truly nearest, ties to even.
  const step = 2 ** (Math.floor(Math.log2(Math.abs(near))) - 23);
  let best = near;
  let least = magnitude(value - BigInt(near));
  for (const candidate of [near - step, near + step]) {
    const d = magnitude(value - BigInt(candidate));
    if (d < least) [best, least] = [candidate, d];
  }
  return best;
}
const magnitude = (x: bigint): bigint => (x < 0n ? -x : x);

/**
 * The order of two floats or doubles of which neither is less: as Java
 * compares them, NaN is the largest and equal to itself, and -0 is below 0.
 */
export function floatOrder(a: unknown, b: unknown): -1 | 0 | 1 {
  const [nanA, nanB] = [Number.isNaN(a), Number.isNaN(b)];
  if (nanA || nanB) return nanA === nanB ? 0 : nanA ? 1 : -1;
  if (a !== 0 || Object.is(a, b)) return 0;
  return Object.is(a, -0) ? -1 : 1;
}

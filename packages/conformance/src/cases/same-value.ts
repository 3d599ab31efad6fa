import type {Recorded} from './case.ts';
import {canonicalLong, floating, tagged} from './sent-value.ts';

/** How numbers are compared. `type`: of the attribute, undefined when not known. `lenient`: doubles may differ by 1e-12 of their size. */
export type Comparison = {type: string | undefined; lenient: boolean};

/** Whether the engine's value is the recorded one. The sign of zero was not recorded. */
export function sameValue(expected: Recorded, got: unknown, how: Comparison): boolean {
  if (expected === null) return got === null;
  if (typeof expected === 'number') return typeof got === 'number' && sameNumber(expected, got, how);
  if (typeof expected === 'string' && typeof got === 'number') return Object.is(floating.get(expected), got);
  if (typeof expected !== 'object') return expected === got;
  if (Array.isArray(expected)) {
    return (
      Array.isArray(got) &&
      got.length === expected.length &&
      expected.every((e, i) => sameValue(e, got[i], inside(how)))
    );
  }
  const [tag, inner] = tagged(expected) ?? [];
  if (tag === '$set') return got instanceof Set && sameSet(inner as Recorded[], [...got], inside(how));
  if (tag === '$long') return got === canonicalLong(inner);
  if (tag !== undefined) return sameValue(inner ?? null, got, {...how, type: tag.slice(1)});
  return sameObject(expected, got, inside(how));
}

/** What lies inside an object or a set has no attribute's type. */
const inside = (how: Comparison): Comparison => ({...how, type: undefined});

function sameNumber(expected: number, got: number, {type, lenient}: Comparison): boolean {
  if (expected === got) return true;
  // Floats were recorded with as few digits as tell them apart from other floats.
  if (type === 'float' || (type === undefined && Math.fround(got) === got))
    return Math.fround(expected) === Math.fround(got);
  if (!lenient || !Number.isFinite(got)) return false;
  return Math.abs(expected - got) <= 1e-12 * Math.max(Math.abs(expected), Math.abs(got));
}

function sameSet(expected: Recorded[], got: unknown[], how: Comparison): boolean {
  return expected.length === got.length && expected.every((e) => got.some((g) => sameValue(e, g, how)));
}

function sameObject(expected: {[key: string]: Recorded}, got: unknown, how: Comparison): boolean {
  if (typeof got !== 'object' || got === null || Array.isArray(got)) return false;
  const found = new Map(Object.entries(got));
  return (
    found.size === Object.keys(expected).length &&
    Object.entries(expected).every(([k, v]) => found.has(k) && sameValue(v, found.get(k), how))
  );
}

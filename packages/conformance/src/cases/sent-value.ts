import {assert} from '@tandem/base';
import type {Recorded} from './case.ts';

/**
 * The value to hand to the engine for a recorded one. `type` is that of the
 * attribute: only there `"NaN"` and the infinities are numbers.
 */
export function sentValue(value: Recorded, type: string | undefined): unknown {
  if (typeof value === 'string' && (type === 'float' || type === 'double')) return floating.get(value) ?? value;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const [tag, inner] = tagged(value) ?? [];
  if (tag === '$long') return canonicalLong(inner);
  if (tag === '$set') return new Set((inner as Recorded[]).map((v) => sentValue(v, undefined)));
  if (tag === '$float' || tag === '$double') return typeof inner === 'string' ? (floating.get(inner) ?? inner) : inner;
  return tag === undefined ? value : inner;
}

/** A long as the engine gives it: a number while it is a safe integer, a bigint only beyond. Recorded as digits, or as a safe integer. */
export function canonicalLong(recorded: Recorded | undefined): number | bigint {
  if (typeof recorded === 'number' && Number.isSafeInteger(recorded)) return recorded;
  const digits = typeof recorded === 'string' && /^-?\d+$/.test(recorded) ? recorded : undefined;
  assert(digits, `expected the digits of a long, but found ${JSON.stringify(recorded)}`);
  const n = Number(digits);
  return Number.isSafeInteger(n) ? n : BigInt(digits);
}

/** Name and value of `{"$long": "1"}` and the like; undefined for any other object. */
export function tagged(value: {[key: string]: Recorded}): [tag: string, inner: Recorded] | undefined {
  const [entry, ...rest] = Object.entries(value);
  return entry && rest.length === 0 && tags.has(entry[0]) ? entry : undefined;
}

const tags = new Set(['$int', '$long', '$float', '$double', '$string', '$bool', '$set']);
export const floating: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

import type {ValueReader} from '@tandem/wire';
import type {Value} from '../api.ts';

/**
 * The different values of one cell. Most cells have one, for which a set of its own would be several times the cell: it stands
 * there by itself. Undefined: none. They are numbers, texts, truth values and null, never a set.
 */
export type Distinct = Value | Set<Value> | undefined;

/** With `value`: a set of several is added to in place. */
export function withValue(distinct: Distinct, value: Value): Distinct {
  if (distinct === undefined || isSame(distinct, value)) return value;
  if (distinct instanceof Set) return distinct.add(value);
  return new Set([distinct, value]);
}

export const countOf = (distinct: Distinct): number =>
  distinct === undefined ? 0 : distinct instanceof Set ? distinct.size : 1;

/** A set of its own. */
export const setOf = (distinct: Distinct): Value =>
  new Set(distinct === undefined ? [] : distinct instanceof Set ? distinct : [distinct]);

/** What was written of `setOf`. */
export function readDistinct(from: ValueReader): Distinct {
  const count = from.set();
  if (count === 0) return undefined;
  if (count === 1) return from.value();
  const values = new Set<Value>();
  for (let left = count; left > 0; left--) values.add(from.value());
  return values;
}

/** As a set compares: NaN is NaN. */
const isSame = (a: Distinct, b: Value): boolean => a === b || (a !== a && b !== b);

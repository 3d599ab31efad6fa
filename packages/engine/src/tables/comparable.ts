import type {AttributeType} from '@tandem/siddhiql';
import type {Value} from '../api.ts';
import type {Comparison} from './conjuncts.ts';

type Convert = (value: Value) => Value;
export const asItIs: Convert = (value) => value;
const toDouble: Convert = (value) => (typeof value === 'bigint' ? Number(value) : value);
const toFloat: Convert = (value) => (typeof value === 'number' ? Math.fround(value) : value);

/**
 * How a compared value becomes one that can be looked up among an attribute's
 * values, so that the look-up finds what the comparison would. Undefined where
 * none does: a long key beside a double is compared as double, and several
 * keys become the same double; the same holds for an int key beside a float.
 */
export function lookUpValue(key: AttributeType, value: AttributeType, operator: Comparison): Convert | undefined {
  if (key === value) return key === 'object' ? undefined : asItIs;
  switch (`${key} ${value}`) {
    case 'int long':
    case 'int double':
    case 'long int':
    case 'double int':
    case 'float double':
    case 'double float':
      return asItIs;
    case 'double long':
      return toDouble;
    case 'float int':
      return toFloat;
    case 'float long':
      return operator === '==' ? toDouble : undefined;
    default:
      return undefined;
  }
}

import {converter} from '@tandem/functions';
import type {AttributeType} from '@tandem/siddhiql';
import type {Plain} from '@tandem/wire';

/**
 * What a script answered, as a value of its declared type; null and undefined
 * are null. Numbers are narrowed as `convert` does, texts of numbers are read,
 * numbers and bools become text; an object is copied. Throws an Error where
 * the value cannot be of that type.
 */
export function scriptResult(type: AttributeType): (value: unknown) => unknown {
  return (value) => {
    if (value === null || value === undefined) return null;
    const converted = convert(value, type);
    if (converted === undefined) throw new Error(`it answered ${shown(value)}, which is no ${type}`);
    return converted;
  };
}

function convert(value: unknown, type: AttributeType): unknown {
  switch (type) {
    case 'object':
      return plain(value);
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'string':
      return isSimple(value) ? String(value) : undefined;
    default:
      if (typeof value === 'number') return converter('double', type)(value as never);
      if (typeof value === 'bigint') return converter('long', type)(canonical(value) as never);
      return typeof value === 'string' ? (converter('string', type)(value as never) ?? undefined) : undefined;
  }
}

/** A whole number wrapped to 64 bits; a bigint only beyond the safe integers. */
function canonical(value: bigint): number | bigint {
  const wrapped = BigInt.asIntN(64, value);
  return wrapped >= -9007199254740991n && wrapped <= 9007199254740991n ? Number(wrapped) : wrapped;
}

/** A copy that owes nothing to the script's context; its own kind of arrays, maps and sets cannot be told by class. */
function plain(value: unknown): Plain {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'bigint':
      return canonical(value);
    case 'undefined':
      return null;
    case 'object':
      break;
    default:
      throw new Error(`it answered an object that holds ${shown(value)}`);
  }
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(plain);
  switch (Object.prototype.toString.call(value)) {
    case '[object Map]':
      return new Map([...(value as Map<unknown, unknown>)].map(([k, v]) => [plain(k), plain(v)]));
    case '[object Set]':
      return new Set([...(value as Set<unknown>)].map(plain));
    case '[object Object]':
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]));
    default:
      throw new Error(`it answered an object that holds ${shown(value)}`);
  }
}

type Simple = string | number | bigint | boolean | null | undefined;
const isSimple = (value: unknown): value is Simple =>
  typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol';

function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  return isSimple(value) ? String(value) : `a ${Object.prototype.toString.call(value).slice(8, -1)}`;
}

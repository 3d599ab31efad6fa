import type {AttributeType} from '@tandem/siddhiql';
import {long} from '@tandem/functions';
import type {Row, Value} from './api.ts';
import type {Attributes} from './expression/scope.ts';
import {InputError} from './input-error.ts';

/** Checks a row from outside and brings its values into canonical form (see `Value`). Throws InputError. */
export function inputRow(stream: string, attributes: Attributes, row: readonly unknown[]): Row {
  if (!Array.isArray(row)) throw new InputError(`a row of '${stream}' must be an array, but found ${found(row)}`, stream);
  if (row.length !== attributes.length) {
    throw new InputError(`'${stream}' has ${attributes.length} attributes (${attributes.map((a) => a.name).join(', ')}), but found ${row.length} values`, stream);
  }
  const out: Row = new Array<Value>(row.length).fill(null);
  for (let i = 0; i < row.length; i++) {
    const value: unknown = row[i];
    if (value === null || value === undefined) continue;
    const {type} = attributes[i]!;
    const read = values[type](value);
    if (read === undefined) {
      const {name} = attributes[i]!;
      throw new InputError(`attribute '${name}' of '${stream}' is ${type}, but found ${found(value)}`, stream, name);
    }
    out[i] = read;
  }
  return out;
}

/** Undefined: not of that type. */
const values: Record<AttributeType, (value: unknown) => Value | undefined> = {
  string: (v) => (typeof v === 'string' ? v : undefined),
  bool: (v) => (typeof v === 'boolean' ? v : undefined),
  int: (v) => (typeof v === 'number' && (v | 0) === v ? v + 0 : undefined),
  long: (v) => {
    if (typeof v === 'number') return Number.isSafeInteger(v) ? v + 0 : undefined;
    return typeof v === 'bigint' && BigInt.asIntN(64, v) === v ? long(v) : undefined;
  },
  float: (v) => (typeof v === 'number' ? Math.fround(v) : undefined),
  double: (v) => (typeof v === 'number' ? v : undefined),
  object: (v) => (typeof v === 'function' || typeof v === 'symbol' ? undefined : (v as Value)),
};

function found(value: unknown): string {
  if (typeof value === 'string') return `the string '${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `${typeof value} ${String(value)}`;
}

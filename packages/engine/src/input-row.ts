import {compileFunction} from 'node:vm';
import {long} from '@tandem/functions';
import type {AttributeType} from '@tandem/siddhiql';
import type {Row, Value} from './api.ts';
import type {Attributes} from './expression/scope.ts';
import {InputError} from './input-error.ts';

/** Checks a row from outside and brings its values into canonical form (see `Value`). Throws InputError. */
export type RowReader = (row: readonly unknown[]) => Row;

/**
 * What fits at once, and as what; anything else goes the slow way. `v` is the value. Where it is canonical it is taken
 * itself, not the result of an operation on it: a number that is no small integer would be a new object on the heap.
 */
const FAST: Record<AttributeType, [test: string, value: string]> = {
  string: [`typeof v==='string'`, 'v'],
  bool: [`typeof v==='boolean'`, 'v'],
  int: [`typeof v==='number'&&(v|0)===v`, 'v===0?0:v'],
  long: [`typeof v==='number'&&v<=9007199254740991&&v>=-9007199254740991&&Math.floor(v)===v`, 'v===0?0:v'],
  float: [`typeof v==='number'`, 'Math.fround(v)===v?v:Math.fround(v)'],
  double: [`typeof v==='number'`, 'v'],
  object: ['v!==undefined&&typeof v!=="function"&&typeof v!=="symbol"', 'v'],
};

/** What is canonical as it is: such a row needs no copy. */
const CANONICAL: Record<AttributeType, string> = {
  string: `typeof v==='string'`,
  bool: `typeof v==='boolean'`,
  int: `typeof v==='number'&&(v|0)===v&&!Object.is(v,-0)`,
  long: `Number.isSafeInteger(v)&&!Object.is(v,-0)`,
  float: `typeof v==='number'&&Math.fround(v)===v`,
  double: `typeof v==='number'`,
  object: 'false',
};

/**
 * The test whether a row can be taken as it is: an array of the right length, each value canonical and not null. Code of
 * a condition on `r`, with the variable `v`.
 */
export function canonicalTest(attributes: Attributes): string {
  const items = attributes.map(({type}, i) => `(v=r[${i}],${CANONICAL[type]})`);
  return [`Array.isArray(r)&&r.length===${attributes.length}`, ...items].join('&&');
}

/** A reader for one stream, generated: each stream's rows have one shape, so each gets code of its own. */
export function rowReader(stream: string, attributes: Attributes): RowReader {
  const slow = (i: number, value: unknown): Value => slowValue(stream, attributes, i, value);
  const refuse = (row: unknown): never => {
    if (!Array.isArray(row))
      throw new InputError(`a row of '${stream}' must be an array, but found ${found(row)}`, stream);
    throw new InputError(
      `'${stream}' has ${attributes.length} attributes (${attributes.map((a) => a.name).join(', ')}), but found ${row.length} values`,
      stream,
    );
  };
  const items = attributes.map(({type}, i) => `(v=r[${i}],${FAST[type][0]}?(${FAST[type][1]}):slow(${i},v))`);
  const source = `'use strict';return function(r){if(!Array.isArray(r)||r.length!==${attributes.length})refuse(r);let v;return [${items.join(',')}];};`;
  const make = compileFunction(source, ['slow', 'refuse'], {filename: 'siddhi://input'}) as (
    s: typeof slow,
    r: typeof refuse,
  ) => RowReader;
  return make(slow, refuse);
}

function slowValue(stream: string, attributes: Attributes, i: number, value: unknown): Value {
  if (value === null || value === undefined) return null;
  const {name, type} = attributes[i]!;
  if (type === 'long' && typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return long(value);
  throw new InputError(`attribute '${name}' of '${stream}' is ${type}, but found ${found(value)}`, stream, name);
}

function found(value: unknown): string {
  if (typeof value === 'string') return `the string '${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return `the ${typeof value} ${value}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

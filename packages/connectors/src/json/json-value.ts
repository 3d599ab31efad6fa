import type {AttributeInfo, Value} from '@tandem/engine';
import {MappingError} from '../mapping-error.ts';
import {NumberToken, withoutTokens} from './number-token.ts';

export type AttributeType = AttributeInfo['type'];

/** Thrown when a number must be read as it was written: the payload is then parsed again with `parseWithSource`. */
export class SourceNeeded extends Error {
  override readonly name = 'SourceNeeded';
}

const longMin = -(2n ** 63n);
const longMax = 2n ** 63n - 1n;
const wants: Record<AttributeType, string> = {
  string: 'a text',
  int: 'a whole number of 32 bits',
  long: 'a whole number of 64 bits',
  float: 'a number',
  double: 'a number',
  bool: 'true or false',
  object: 'any JSON value',
};

/**
 * One JSON value as a value of the attribute's type.
 *
 * `fromText`: numbers and booleans may also be written as texts ("5"), as
 * custom mappings and arrays allow. A whole number fits float and double.
 * Throws `MappingError`, or `SourceNeeded` when `value` was parsed without sources and they matter.
 */
export function jsonValue(value: unknown, type: AttributeType, fromText: boolean, place: string): Value {
  if (value === null) return null;
  switch (type) {
    case 'string':
      if (typeof value === 'string') return value;
      if (value instanceof NumberToken) return value.source;
      if (typeof value === 'boolean') return String(value);
      if (hasNumbers(value)) throw new SourceNeeded();
      return rawJson(value);
    case 'object':
      if (hasUnsafe(value)) throw new SourceNeeded();
      return withoutTokens(value) as Value;
    case 'bool':
      if (typeof value === 'boolean') return value;
      if (fromText && typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
      break;
    default: {
      const number = numeric(value, type, fromText);
      if (number !== undefined) return number;
    }
  }
  throw new MappingError(place, shown(value), `${wants[type]} (${type})`);
}

function numeric(value: unknown, type: AttributeType, fromText: boolean): number | bigint | undefined {
  let number: number;
  let source: string | undefined;
  if (typeof value === 'number') number = value;
  else if (value instanceof NumberToken) number = Number((source = value.source));
  else if (fromText && typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(value))
    number = Number((source = value.trim()));
  else return undefined;
  switch (type) {
    case 'float':
      return Math.fround(number);
    case 'double':
      return number;
    case 'int':
      return Number.isInteger(number) && number >= -2147483648 && number <= 2147483647 ? number + 0 : undefined;
    default:
      if (Number.isSafeInteger(number)) return number === 0 ? 0 : number;
      if (source === undefined) throw new SourceNeeded();
      return long(source);
  }
}

function long(source: string): number | bigint | undefined {
  if (!/^[+-]?\d+$/.test(source)) return undefined;
  const exact = BigInt(source.replace('+', ''));
  if (exact < longMin || exact > longMax) return undefined;
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact;
}

function hasNumbers(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    (value !== null &&
      typeof value === 'object' &&
      !(value instanceof NumberToken) &&
      Object.values(value).some(hasNumbers))
  );
}

function hasUnsafe(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  return (
    value !== null &&
    typeof value === 'object' &&
    !(value instanceof NumberToken) &&
    Object.values(value).some(hasUnsafe)
  );
}

/** JSON text with the numbers as they were written. */
function rawJson(value: unknown): string {
  if (value instanceof NumberToken) return value.source;
  if (Array.isArray(value)) return `[${value.map(rawJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([k, v]) => `${JSON.stringify(k)}:${rawJson(v)}`)
    .join(',')}}`;
}

function shown(value: unknown): string {
  const text = hasNumbers(value) ? JSON.stringify(value) : rawJson(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

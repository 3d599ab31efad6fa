import {valueText} from './java-text.ts';
import {doubleToInt, doubleToLong, long, longToFloat, longToInt, type Long} from './long.ts';
import type {Type} from './record.ts';

const INT = /^[+-]?\d+$/;
/** Java's parseDouble: blanks trimmed, `5d`, `1e3`, hex floats; null when it is no number. */
export function parseDouble(text: string): number | null {
  const trimmed = text.trim();
  const signed = /^([+-]?)(NaN|Infinity)$/.exec(trimmed);
  if (signed) return signed[2] === 'NaN' ? NaN : signed[1] === '-' ? -Infinity : Infinity;
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[fFdD]?$/.test(trimmed)) return Number(trimmed.replace(/[fFdD]$/, ''));
  const hex = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)[fFdD]?$/.exec(trimmed);
  if (!hex || (hex[2] === '' && hex[3] === '')) return null;
  const digits = Number.parseInt(`${hex[2]}${hex[3]}` || '0', 16);
  const value = digits * 2 ** (Number(hex[4]) - 4 * (hex[3] ?? '').length);
  return hex[1] === '-' ? -value : value;
}
export function parseInt32(text: string): number | null {
  if (!INT.test(text)) return null;
  const value = Number(text);
  return value >= -2147483648 && value <= 2147483647 ? value + 0 : null;
}
export function parseLong(text: string): Long | null {
  if (!INT.test(text)) return null;
  const value = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, value) === value ? long(value) : null;
}

/** `convert` between two static types; the answer to what cannot be read is null. */
export function converter(from: Type, to: Type): (value: never) => unknown {
  if (from === to && from !== 'object') return (value) => value;
  if (to === 'string') return (value: unknown) => (value === null ? null : valueText(value, from));
  if (from === 'string') return fromText[to as 'int'];
  if (from === 'bool') return (value: boolean | null) => (value === null ? null : Number(value));
  if (to === 'bool') return (value: Long | null) => value !== null && value === 1;
  return (value: Long | null) => (value === null ? null : number(value, from, to));
}

const fromText = {
  bool: (v: string | null) => v !== null && v.toLowerCase() === 'true',
  int: (v: string | null) => (v === null ? null : parseInt32(v)),
  long: (v: string | null) => (v === null ? null : parseLong(v)),
  float: (v: string | null) => round(v === null ? null : parseDouble(v)),
  double: (v: string | null) => (v === null ? null : parseDouble(v)),
};
const round = (v: number | null): number | null => (v === null ? null : Math.fround(v));

function number(value: Long, from: Type, to: Type): Long {
  switch (to) {
    case 'int':
      return from === 'long' ? longToInt(value) : from === 'int' ? value : doubleToInt(value as number);
    case 'long':
      return from === 'int' || from === 'long' ? value : doubleToLong(value as number);
    case 'float':
      return longToFloat(value);
    default:
      return Number(value);
  }
}

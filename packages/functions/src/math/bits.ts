import {form} from '../library/form.ts';
import {doubleToInt, doubleToLong, type Long} from '../long.ts';
import type {ScalarFunction} from '../record.ts';
import {mathFunction} from './real.ts';

const view = new DataView(new ArrayBuffer(8));
/** The exponent and the lower bits of a double as they are stored. */
function parts(x: number): {exponent: number; fraction: bigint} {
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  return {exponent: Number((bits >> 52n) & 0x7ffn), fraction: bits & 0xfffffffffffffn};
}

/** Java's `Double.toHexString`. */
function hexFloat(x: number): string {
  if (Number.isNaN(x)) return 'NaN';
  const sign = x < 0 || Object.is(x, -0) ? '-' : '';
  if (!Number.isFinite(x)) return `${sign}Infinity`;
  const {exponent, fraction} = parts(x);
  const digits = fraction.toString(16).padStart(13, '0').replace(/0+$/, '') || '0';
  if (exponent > 0) return `${sign}0x1.${digits}p${exponent - 1023}`;
  return fraction === 0n ? `${sign}0x0.0p0` : `${sign}0x0.${digits}p-1022`;
}

const unsigned = (x: Long, bits: 32 | 64, radix: number): string => BigInt.asUintN(bits, BigInt(x)).toString(radix);
const inRadix = (radix: number) => [
  form('x int', 'string', (x: number) => unsigned(x, 32, radix)),
  form('x long', 'string', (x: Long) => unsigned(x, 64, radix)),
];

/** `math:` functions that look at bits and digits. */
export const bitFunctions: readonly ScalarFunction[] = [
  mathFunction({
    name: 'bin',
    doc: "The binary digits of a whole number, as two's complement. Null gives null.",
    examples: [
      {expression: 'math:bin(9)', result: '1001'},
      {expression: 'math:bin(-9)', result: '11111111111111111111111111110111'},
    ],
    forms: inRadix(2),
  }),
  mathFunction({
    name: 'oct',
    doc: "The octal digits of a whole number, as two's complement. Null gives null.",
    examples: [{expression: 'math:oct(99L)', result: '143'}],
    forms: inRadix(8),
  }),
  mathFunction({
    name: 'hex',
    doc: "The hexadecimal digits of a whole number, as two's complement; of a float or double Java's hexadecimal text. Null gives null.",
    examples: [
      {expression: 'math:hex(200)', result: 'c8'},
      {expression: 'math:hex(3.0)', result: '0x1.8p1'},
    ],
    forms: [...inRadix(16), form('x real', 'string', hexFloat)],
  }),
  mathFunction({
    name: 'getExponent',
    doc: 'The exponent of the number as a double, without bias: -1023 for 0, 1024 for what is not finite. Null gives null.',
    examples: [{expression: 'math:getExponent(60984.1)', result: 15}],
    forms: [form('x number', 'int', (x: Long) => parts(Number(x)).exponent - 1023)],
  }),
  mathFunction({
    name: 'isInfinite',
    doc: 'Whether the number is infinite; null is not.',
    examples: [{expression: 'math:isInfinite(1.0)', result: false}],
    forms: [form('x? real', 'bool', (x: number | null) => x === Infinity || x === -Infinity)],
    sure: true,
  }),
  mathFunction({
    name: 'isNan',
    doc: 'Whether the value is NaN; null is not.',
    examples: [{expression: 'math:isNan(math:sqrt(-1))', result: true}],
    forms: [form('x? real', 'bool', (x: number | null) => Number.isNaN(x))],
    sure: true,
  }),
  mathFunction({
    name: 'round',
    doc: 'The nearest whole number, halves up: an int for a float, a long for a double. NaN gives 0, null gives null.',
    examples: [
      {expression: 'math:round(3252.353)', result: 3252},
      {expression: 'math:round(-2.5)', result: -2},
    ],
    forms: [
      form('x float', 'int', (x: number) => doubleToInt(Math.round(x))),
      form('x double', 'long', (x: number) => doubleToLong(Math.round(x))),
    ],
  }),
  mathFunction({
    name: 'signum',
    doc: 'The sign of the number: -1, 0 or 1. Null gives null.',
    examples: [{expression: 'math:signum(-6.32)', result: -1}],
    forms: [form('x number', 'int', (x: Long) => doubleToInt(Math.sign(Number(x))))],
  }),
];

import {parseDouble, parseInt32, parseLong} from '../convert.ts';
import {form} from '../library/form.ts';
import type {ScalarFunction, Type} from '../record.ts';
import {mathFunction} from './real.ts';

function parser(
  name: string,
  type: Type,
  parse: (text: string) => unknown,
  text: string,
  result: unknown,
): ScalarFunction {
  return mathFunction({
    name,
    doc: `The ${type} that the text stands for, written as Java writes it; other text is a run-time error. Null gives null.`,
    examples: [{expression: `math:${name}('${text}')`, result}],
    forms: [
      form('text string', type, (text: string) => {
        const value = parse(text);
        if (value === null) throw new Error(`this is no ${type}`);
        return value;
      }),
    ],
  });
}

function wholeIn(text: string, radix: number): number {
  if (radix < 2 || radix > 36) throw new Error(`base ${radix} is not within 2 to 36`);
  const digits = text.replace(/^[+-]/, '').toLowerCase();
  let value = 0;
  for (const digit of digits) {
    const worth = /[0-9a-z]/.test(digit) ? Number.parseInt(digit, 36) : radix;
    if (worth >= radix) throw new Error(`'${digit}' is no digit to base ${radix}`);
    value = value * radix + worth;
  }
  const signed = text.startsWith('-') ? -value : value;
  if (digits === '' || signed > 2147483647 || signed < -2147483648) throw new Error('this is no int');
  return signed;
}

const single = (text: string): number | null => {
  const value = parseDouble(text);
  return value === null ? null : Math.fround(value);
};

/** `math:` functions between texts and numbers. */
export const textFunctions: readonly ScalarFunction[] = [
  parser('parseDouble', 'double', parseDouble, '123', 123),
  parser('parseFloat', 'float', single, '0.5', 0.5),
  parser('parseInt', 'int', parseInt32, '+123', 123),
  parser('parseLong', 'long', parseLong, '99999999999', 99999999999),
  mathFunction({
    name: 'conv',
    doc: 'A whole number of 32 bits, written to one base, written to another; bases are 2 to 36. Digits that the base has not are a run-time error. Null gives null.',
    examples: [
      {expression: "math:conv('7f', 16, 10)", result: '127'},
      {expression: "math:conv('-7f', 16, 2)", result: '-1111111'},
    ],
    forms: [
      form('text string, from int, to int', 'string', (text: string, from: number, to: number) => {
        if (to < 2 || to > 36) throw new Error(`base ${to} is not within 2 to 36`);
        return wholeIn(text, from).toString(to);
      }),
    ],
  }),
];

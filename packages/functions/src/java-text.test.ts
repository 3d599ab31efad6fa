import {expect, test} from 'vitest';
import {doubleText, floatText} from './java-text.ts';

test.each([
  {name: 'the smallest floats have two digits', value: 2 ** -149, text: '1.4E-45'},
  {name: 'a short float stays short', value: Math.fround(0.1), text: '0.1'},
  {name: 'an integral float drops the digits that it cannot hold', value: 2250000039936, text: '2.25000004E12'},
  {name: 'an integral float below 2^24 has all its digits', value: 9999999, text: '9999999.0'},
])('$name', ({value, text}) => expect(floatText(value)).toBe(text));

test.each([
  {
    name: 'an integral double drops the digits that it cannot hold',
    value: 129987110225136540,
    text: '1.29987110225136544E17',
  },
  {name: 'from 1.0E7 on there is an exponent', value: 12345678, text: '1.2345678E7'},
  {name: 'what is not a number has no digits', value: Number.NaN, text: 'NaN'},
])('$name', ({value, text}) => expect(doubleText(value)).toBe(text));

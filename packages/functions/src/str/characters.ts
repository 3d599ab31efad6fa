import {form} from '../library/form.ts';
import {libraryFunction} from '../library/library-function.ts';
import type {LibraryFunction} from '../library/library-function.ts';

/** A function of `str:`, where a null argument is an error. */
export const strFunction = (parts: Omit<LibraryFunction, 'namespace' | 'nulls'>): ReturnType<typeof libraryFunction> =>
  libraryFunction({namespace: 'str', nulls: 'refused', ...parts});

export const charAt = strFunction({
  name: 'charAt',
  doc: 'The character (UTF-16 unit) at an index, from 0. An index outside the text is a run-time error.',
  examples: [{expression: "str:charAt('WSO2', 1)", result: 'S'}],
  forms: [
    form('text string, index int', 'string', (text: string, index: number) => {
      const found = text[index];
      if (found === undefined) throw new Error(`index ${index} is outside a text of length ${text.length}`);
      return found;
    }),
  ],
});

export const charFrequency = strFunction({
  name: 'charFrequency',
  doc: 'How often a character occurs, a long. A second argument that is not one character is a run-time error.',
  examples: [{expression: "str:charFrequency('banana', 'a')", result: 3}],
  forms: [
    form('text string, character string', 'long', (text: string, character: string) => {
      if (character.length !== 1) throw new Error('character must be one character');
      return text.split(character).length - 1;
    }),
  ],
});

export const length = strFunction({
  name: 'length',
  doc: 'How many UTF-16 units the text has.',
  examples: [{expression: "str:length('Hello World')", result: 11}],
  forms: [form('text string', 'int', (text: string) => text.length)],
});

export const lower = strFunction({
  name: 'lower',
  doc: 'The text in lower case, by the rules that hold in every language.',
  examples: [{expression: "str:lower('WSO2 cep ')", result: 'wso2 cep '}],
  forms: [form('text string', 'string', (text: string) => text.toLowerCase())],
});

export const upper = strFunction({
  name: 'upper',
  doc: 'The text in upper case, by the rules that hold in every language.',
  examples: [{expression: "str:upper('Hello World')", result: 'HELLO WORLD'}],
  forms: [form('text string', 'string', (text: string) => text.toUpperCase())],
});

export const reverse = strFunction({
  name: 'reverse',
  doc: 'The characters in reverse order; surrogate pairs stay together.',
  examples: [
    {expression: "str:reverse('Hello')", result: 'olleH'},
    {expression: "str:reverse('a😀b')", result: 'b😀a'},
  ],
  forms: [form('text string', 'string', (text: string) => Array.from(text).reverse().join(''))],
});

export const trim = strFunction({
  name: 'trim',
  doc: 'The text without the characters up to U+0020 at both ends.',
  examples: [{expression: "str:trim('  AB C ')", result: 'AB C'}],
  forms: [
    form('text string', 'string', (text: string) => {
      let [from, to] = [0, text.length];
      while (from < to && text.charCodeAt(from) <= 32) from++;
      while (to > from && text.charCodeAt(to - 1) <= 32) to--;
      return text.slice(from, to);
    }),
  ],
});

export const hex = strFunction({
  name: 'hex',
  doc: 'The hexadecimal code of each UTF-16 unit, one after the other, not padded with zeros.',
  examples: [{expression: "str:hex('MySQL')", result: '4d7953514c'}],
  forms: [
    form('text string', 'string', (text: string) => {
      let out = '';
      for (let i = 0; i < text.length; i++) out += text.charCodeAt(i).toString(16);
      return out;
    }),
  ],
});

export const unhex = strFunction({
  name: 'unhex',
  doc: 'The text whose characters have these codes, two hexadecimal digits each. Other digits, or an odd number of them, are a run-time error.',
  examples: [{expression: "str:unhex('4d7953514c')", result: 'MySQL'}],
  forms: [
    form('codes string', 'string', (codes: string) => {
      if (!/^(?:[0-9a-fA-F]{2})*$/.test(codes)) throw new Error('pairs of hexadecimal digits expected');
      return codes.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
    }),
  ],
});

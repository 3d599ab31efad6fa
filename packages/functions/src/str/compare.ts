import {form} from '../library/form.ts';
import {strFunction} from './characters.ts';

export const contains = strFunction({
  name: 'contains',
  doc: 'Whether the text has the other in it. A null text is false, a null second argument beside a text a run-time error.',
  examples: [{expression: "str:contains('21 products are produced by WSO2', 'WSO2')", result: true}],
  forms: [
    form('text? string, part? string', 'bool', (text: string | null, part: string | null) => {
      if (text === null) return false;
      if (part === null) throw new Error('part is null');
      return text.includes(part);
    }),
  ],
  sure: true,
});

export const equalsIgnoreCase = strFunction({
  name: 'equalsIgnoreCase',
  doc: 'Whether both texts are equal but for case. A null first argument is a run-time error, a null second one is false.',
  examples: [{expression: "str:equalsIgnoreCase('WSO2', 'wso2')", result: true}],
  forms: [
    form(
      'a string, b? string',
      'bool',
      (a: string, b: string | null) =>
        b !== null && a.length === b.length && [...units(a)].every((c, i) => alike(c, b[i]!)),
    ),
  ],
  sure: true,
});
const units = (text: string): string[] => text.split('');
/** Java compares the upper case of each character, then the lower case of that. */
const alike = (a: string, b: string): boolean =>
  a === b || a.toUpperCase() === b.toUpperCase() || a.toUpperCase().toLowerCase() === b.toUpperCase().toLowerCase();

export const strcmp = strFunction({
  name: 'strcmp',
  doc: 'How two texts compare: the difference of the first characters (UTF-16 units) that differ, else that of the lengths.',
  examples: [
    {expression: "str:strcmp('AbCDefghiJ KLMN', 'Hello')", result: -7},
    {expression: "str:strcmp('abc', 'ab')", result: 1},
  ],
  forms: [
    form('a string, b string', 'int', (a: string, b: string) => {
      const shorter = Math.min(a.length, b.length);
      for (let i = 0; i < shorter; i++) {
        const difference = a.charCodeAt(i) - b.charCodeAt(i);
        if (difference !== 0) return difference;
      }
      return a.length - b.length;
    }),
  ],
});

export const locate = strFunction({
  name: 'locate',
  doc: 'Where `part` first occurs in `text`, at or after the index `from`; -1 where it does not. An index outside the text is a run-time error. (The reference answers `from` - 1 where nothing is found.)',
  examples: [
    {expression: "str:locate('oo', 'foo boo')", result: 1},
    {expression: "str:locate('oo', 'foo boo', 2)", result: 5},
  ],
  forms: [
    form('part string, text string', 'int', (part: string, text: string) => text.indexOf(part)),
    form('part string, text string, from int', 'int', (part: string, text: string, from: number) => {
      if (from < 0 || from > text.length) throw new Error(`index ${from} is outside a text of length ${text.length}`);
      return text.indexOf(part, from);
    }),
  ],
});

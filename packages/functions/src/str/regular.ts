import {javaRegex, type JavaRegex, javaReplace, javaSplit} from '../java-regex/java-regex.ts';
import {form, type Form, planned} from '../library/form.ts';
import {strFunction} from './characters.ts';

/** A form whose argument number `at` is a pattern; a constant one is compiled, and refused, when planned. */
function withPattern(
  text: string,
  returns: Form['returns'],
  at: number,
  run: (regex: JavaRegex, ...values: never[]) => unknown,
): Form {
  return planned(text, returns, (args) => {
    const constant = args[at]?.constant;
    const fixed = typeof constant === 'string' ? javaRegex(constant) : null;
    return (...values: never[]) => run(fixed ?? javaRegex(values[at]!), ...values);
  });
}

export const regexp = strFunction({
  name: 'regexp',
  doc: 'Whether the whole text matches the regular expression.',
  examples: [
    {expression: "str:regexp('WSO2 abcdh', 'WSO(.*h)')", result: true},
    {expression: "str:regexp('abc', 'b')", result: false},
  ],
  forms: [withPattern('text string, regex string', 'bool', 1, (regex, text: string) => regex.whole(text))],
  sure: true,
});

export const replaceAll = strFunction({
  name: 'replaceAll',
  doc: 'The text with each match replaced; `$1`, `${name}` and `\\` in the replacement have their Java meaning.',
  examples: [{expression: "str:replaceAll('hello hi hello', 'hello', 'test')", result: 'test hi test'}],
  forms: [
    withPattern(
      'text string, regex string, replacement string',
      'string',
      1,
      (regex, text: string, _: string, by: string) => javaReplace(text, regex, by),
    ),
  ],
});

export const replaceFirst = strFunction({
  name: 'replaceFirst',
  doc: 'The text with the first match replaced; the replacement as in `str:replaceAll`.',
  examples: [
    {expression: "str:replaceFirst('hello WSO2 A hello', 'WSO2(.*)A', 'XXXX$1')", result: 'hello XXXX  hello'},
  ],
  forms: [
    withPattern(
      'text string, regex string, replacement string',
      'string',
      1,
      (regex, text: string, _: string, by: string) => javaReplace(text, regex, by, 1),
    ),
  ],
});

export const split = strFunction({
  name: 'split',
  doc: 'The part with that index, from 0, of the text split at the matches; empty parts at the end are dropped. An index without a part is a run-time error.',
  examples: [{expression: "str:split('WSO2,ABM,NSFT', ',', 0)", result: 'WSO2'}],
  forms: [
    withPattern(
      'text string, regex string, index int',
      'string',
      1,
      (regex, text: string, _: string, index: number) => {
        const parts = javaSplit(text, regex);
        const part = parts[index];
        if (part === undefined) throw new Error(`index ${index} is outside ${parts.length} parts`);
        return part;
      },
    ),
  ],
});

function within(text: string, begin: number, end: number): string {
  if (begin < 0 || begin > end || end > text.length)
    throw new Error(`${begin} to ${end} is outside a text of length ${text.length}`);
  return text.slice(begin, end);
}

export const substr = strFunction({
  name: 'substr',
  doc: "The part from an index on, of a length if one is given; or the first match of a regular expression (of one of its groups), '' where nothing matches, null for a group that took no part. A place outside the text, or a group that is not there, is a run-time error.",
  examples: [
    {expression: "str:substr('AbCDefghiJ KLMN', 4)", result: 'efghiJ KLMN'},
    {expression: "str:substr('AbCDefghiJ KLMN', 2, 4)", result: 'CDef'},
    {expression: "str:substr('WSO2D efghiJ KLMN', '^WSO2(.*)')", result: 'WSO2D efghiJ KLMN'},
    {expression: "str:substr('WSO2 cep WSO2 XX E hi', 'WSO2(.*)WSO2(.*)E', 2)", result: ' XX '},
  ],
  forms: [
    form('text string, begin int', 'string', (text: string, begin: number) => within(text, begin, text.length)),
    form('text string, begin int, length int', 'string', (text: string, begin: number, length: number) =>
      within(text, begin, begin + length),
    ),
    withPattern('text string, regex string', 'string', 1, (regex, text: string) => regex.first(text)?.[0] ?? ''),
    withPattern(
      'text string, regex string, group int',
      'string',
      1,
      (regex, text: string, _: string, group: number) => {
        const match = regex.first(text);
        if (!match) return '';
        if (group < 0 || group >= match.length) throw new Error(`there is no group ${group}`);
        return match[group] ?? null;
      },
    ),
  ],
});

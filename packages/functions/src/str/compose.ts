import {valueText} from '../java-text.ts';
import {form, planned} from '../library/form.ts';
import {strFunction} from './characters.ts';
import {fillFromMap, fillFromValues} from './template.ts';

export const coalesce = strFunction({
  name: 'coalesce',
  doc: 'The first argument that is not null; null when all are. All arguments have one type. (The reference answers null to a single argument.)',
  examples: [
    {expression: "str:coalesce('BBB', 'CCC')", result: 'BBB'},
    {expression: 'str:coalesce(7)', result: 7},
  ],
  forms: [
    planned('value?... any', 'first', (args) => {
      const other = args.find((a) => a.type !== args[0]!.type);
      if (other) throw new Error(`the arguments must have one type, but found ${args[0]!.type} and ${other.type}`);
      return (...values: unknown[]) => values.find((v) => v !== null) ?? null;
    }),
  ],
});

export const concat = strFunction({
  name: 'concat',
  doc: 'The texts of all arguments, one after the other; nulls are left out.',
  examples: [
    {expression: "str:concat('D533', '8JU^', 'XYZ')", result: 'D5338JU^XYZ'},
    {expression: "str:concat('a', 1, 2.0, true)", result: 'a12.0true'},
  ],
  forms: [
    planned('first? value, more?... value', 'string', (args) => {
      const types = args.map((a) => a.type);
      return (...values: unknown[]) => {
        let out = '';
        for (let i = 0; i < types.length; i++) if (values[i] !== null) out += valueText(values[i], types[i]!);
        return out;
      };
    }),
  ],
  sure: true,
});

export const fillTemplate = strFunction({
  name: 'fillTemplate',
  doc: 'The template with `{{1}}`, `{{2}}` replaced by the values (or `{{key}}` by what the map holds), blanks inside the braces aside. For a null value, or a key that is not in the map, the bare index or key is left. An index without a value is a run-time error.',
  examples: [
    {expression: "str:fillTemplate('{{1}} has {{ 2 }}', 'box', 5)", result: 'box has 5'},
    {expression: "str:fillTemplate('no {{1}}', 1.5)", result: 'no 1.5'},
  ],
  forms: [
    planned('template string, values?... value', 'string', (args) => {
      const types = args.slice(1).map((a) => a.type);
      return (template: string, ...values: unknown[]) => fillFromValues(template, values, types);
    }),
    form('template string, map object', 'string', fillFromMap),
  ],
});

export const repeat = strFunction({
  name: 'repeat',
  doc: "The text so many times; '' for a number below 1.",
  examples: [{expression: "str:repeat('StRing 1', 3)", result: 'StRing 1StRing 1StRing 1'}],
  forms: [form('text string, times int', 'string', (text: string, times: number) => text.repeat(Math.max(0, times)))],
});

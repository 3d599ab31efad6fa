import {aggregators} from './aggregators/index.ts';
import {multipliers} from './multipliers.ts';
import type {Documented} from './record.ts';
import {scalars} from './scalars/index.ts';
import {LETTERS} from './time/pattern.ts';

const INTRODUCTION = `# Functions

<!-- Generated from the records of packages/functions by \`node scripts/docs.ts\`; do not edit. -->

Names are case-sensitive. In signatures \`number\` is int, long, float or double; \`whole\` int or long; \`real\` float or double;
\`value\` anything but object; \`any\` anything; \`const\` wants a literal; \`...\` stands for one argument or more. Wrong arguments
are refused when the app is created; an error at run time names the function and its values, and the event goes the way of
the stream's \`@OnError\`. Each example is run as a test. \`eventTimestamp()\`, the timestamp of the event at hand or of one that
is named, belongs to the language and not to this list.`;

const REGULAR = `## Regular expressions

Patterns are those of \`java.util.regex\`, run by JavaScript's engine. What has no counterpart is refused by name, a constant pattern
when the app is created: atomic groups, possessive quantifiers, \`\\G\`, \`\\X\`, \`\\N\`, \`\\b{g}\`, the flags \`x\`, \`d\` and \`U\`, and properties that JavaScript
does not know (blocks, \`java...\`). Three things differ silently: a back reference to a group that took no part matches the
empty text, a group inside a repetition forgets what it had in the round before, and \`(?i)\` folds letters beyond ASCII too.`;

const SCRIPTS = `## Script functions

\`\`\`sql
define function initials[javascript] return string {
  return data[0].split(' ').map((word) => word[0]).join('');
};
from People select initials(name) as short insert into Short;
\`\`\`

- The body is that of a strict JavaScript function; \`data\` is the array of the arguments. \`f(*)\` passes all attributes.
  A long beyond the safe integers is a bigint, null is null. A syntax error is a creation error at its place in the text;
  what the body throws is a run-time error. Other languages than javascript are refused.
- The result is converted to the declared type, which the reference engine does not do: numbers are narrowed as \`convert\`
  does, texts of numbers are read, numbers and bools become text, undefined is null; anything else is a run-time error.
- A call depends on its arguments, the engine's clock (\`Date\`) and its random numbers (\`Math.random\`) alone, so that a replay
  gives the same. Local time is UTC. Globals are frozen, so nothing outlives a call: use \`let\`, not undeclared variables.
  There is no \`require\`, \`process\`, timer, \`Intl\` or \`console\`.
- Scripts are trusted code: the context keeps accidents out, not attackers, and an endless loop stops the node.`;

/** The reference of all functions, as Markdown: the same text for the same records. */
export function functionReference(): string {
  const functions = [...scalars.values()];
  const sections = [
    INTRODUCTION,
    section(
      'Core functions',
      functions.filter((f) => f.namespace === undefined),
    ),
    section('Aggregators', [...aggregators.values()]),
    section(
      'str: text',
      functions.filter((f) => f.namespace === 'str'),
    ),
    section('Stream functions', [...multipliers.values()]),
    REGULAR,
    section(
      'math: numbers',
      functions.filter((f) => f.namespace === 'math'),
    ),
    section(
      'time: dates',
      functions.filter((f) => f.namespace === 'time'),
    ),
    dateFormats(),
    SCRIPTS,
  ];
  return `${sections.join('\n\n')}\n`;
}

function section(title: string, records: readonly (Omit<Documented, 'examples'> & Partial<Documented>)[]): string {
  const name = (r: (typeof records)[number]): string =>
    r.namespace === undefined ? r.name : `${r.namespace}:${r.name}`;
  const sorted = records.toSorted((a, b) => (name(a) < name(b) ? -1 : 1));
  return [`## ${title}`, ...sorted.map((r) => `### ${name(r)}\n\n${text(r)}`)].join('\n\n');
}

function text(record: Omit<Documented, 'examples'> & Partial<Documented>): string {
  const signatures = record.signature.split(/ or (?=[A-Za-z:]+\()/).map((s) => `    ${s}`);
  const examples = (record.examples ?? []).map((e) => `- \`${e.expression}\` is \`${shown(e.result)}\``);
  return [signatures.join('\n'), record.doc, ...(examples.length > 0 ? [examples.join('\n')] : [])].join('\n\n');
}
const shown = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value));

function dateFormats(): string {
  const rows = Object.entries(LETTERS).map(([letter, meaning]) => `| \`${letter}\` | ${meaning} |`);
  return `## Date formats

Formats are those of \`java.text.SimpleDateFormat\`, dates are by the Gregorian calendar and in UTC. Names are English, read in
any case. Numbers beyond their range roll over, and text after the date is passed over, except in \`time:timezoneConvert\`. Two
digits of a year are 1970 to 2069. Text stands in single quotes, \`''\` is a quote. A constant format that has other letters
is refused when the app is created. Time zones of regions follow the rules that come with the runtime.

| letter | meaning |
| --- | --- |
${rows.join('\n')}`;
}

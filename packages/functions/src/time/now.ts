import {form, planned} from '../library/form.ts';
import {type LibraryFunction, libraryFunction} from '../library/library-function.ts';
import type {Argument, EmitHelp, ScalarFunction} from '../record.ts';
import {type DateFormat, dateFormat, DEFAULT_FORMAT} from './date-format.ts';
import {UTC, zoneOf} from './zone.ts';

/** A function of `time:`, where a null argument gives null. */
export const timeFunction = (parts: Omit<LibraryFunction, 'namespace' | 'nulls'>): ScalarFunction =>
  libraryFunction({namespace: 'time', nulls: 'null', ...parts});

/** The format that argument number `at` names; a constant one is refused when planned. */
export function formatAt(args: readonly Argument[], at: number): (text: string) => DateFormat {
  const constant = args[at]?.constant;
  if (typeof constant !== 'string') return dateFormat;
  const fixed = dateFormat(constant);
  return () => fixed;
}

const clock = (help: EmitHelp): string => help.now;
const SECONDS = dateFormat('yyyy-MM-dd HH:mm:ss');
const DATE = dateFormat('yyyy-MM-dd');
const TIME = dateFormat('HH:mm:ss');
const DEFAULT = dateFormat(DEFAULT_FORMAT);

/** `time:` functions that read the engine's clock. */
export const nowFunctions: readonly ScalarFunction[] = [
  timeFunction({
    name: 'currentDate',
    doc: "The date of the engine's clock in UTC, `yyyy-MM-dd`.",
    examples: [{expression: 'time:currentDate()', result: '1970-01-01'}],
    forms: [form('', 'string', (now: number) => DATE.write(now), clock)],
    sure: true,
  }),
  timeFunction({
    name: 'currentTime',
    doc: "The time of day of the engine's clock in UTC, `HH:mm:ss`.",
    examples: [{expression: 'time:currentTime()', result: '00:00:00'}],
    forms: [form('', 'string', (now: number) => TIME.write(now), clock)],
    sure: true,
  }),
  timeFunction({
    name: 'currentTimestamp',
    doc: "The engine's clock as `yyyy-MM-dd HH:mm:ss`, in UTC or a time zone: a region, an offset, or an old name such as `PST`. What is no time zone is a run-time error, as a constant a creation error.",
    examples: [
      {expression: 'time:currentTimestamp()', result: '1970-01-01 00:00:00'},
      {expression: "time:currentTimestamp('America/Los_Angeles')", result: '1969-12-31 16:00:00'},
      {expression: "time:currentTimestamp('GMT+5')", result: '1970-01-01 05:00:00'},
    ],
    forms: [
      form('', 'string', (now: number) => SECONDS.write(now), clock),
      planned(
        'zone string',
        'string',
        ([zone]) => {
          const fixed = typeof zone?.constant === 'string' ? zoneOf(zone.constant) : null;
          return (now: number, id: string) => SECONDS.write(now, fixed ?? zoneOf(id));
        },
        clock,
      ),
    ],
  }),
  timeFunction({
    name: 'utcTimestamp',
    doc: "The engine's clock in UTC, as `yyyy-MM-dd HH:mm:ss` or in a format.",
    examples: [
      {expression: 'time:utcTimestamp()', result: '1970-01-01 00:00:00'},
      {expression: "time:utcTimestamp('dd MMM yyyy')", result: '01 Jan 1970'},
    ],
    forms: [
      form('', 'string', (now: number) => SECONDS.write(now), clock),
      planned(
        'format string',
        'string',
        (args) => {
          const format = formatAt(args, 0);
          return (now: number, text: string) => format(text).write(now, UTC);
        },
        clock,
      ),
    ],
  }),
  timeFunction({
    name: 'timestampInMilliseconds',
    doc: `The engine's clock, or the moment that a date stands for, in ms since 1970. Without a format the date is \`${DEFAULT_FORMAT}\`. Null gives null.`,
    examples: [
      {expression: 'time:timestampInMilliseconds()', result: 0},
      {expression: "time:timestampInMilliseconds('2007-11-30 10:30:19.000')", result: 1196418619000},
      {expression: "time:timestampInMilliseconds('2007-11-30 10:30', 'yyyy-MM-dd HH:mm')", result: 1196418600000},
    ],
    forms: [
      form('', 'long', (now: number) => now, clock),
      form('date string', 'long', (date: string) => DEFAULT.read(date)),
      planned('date string, format string', 'long', (args) => {
        const format = formatAt(args, 1);
        return (date: string, text: string) => format(text).read(date);
      }),
    ],
  }),
];

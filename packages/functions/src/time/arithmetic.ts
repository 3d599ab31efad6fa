import {form, type Form, planned} from '../library/form.ts';
import type {Long} from '../long.ts';
import type {ScalarFunction} from '../record.ts';
import {DAY} from './civil-time.ts';
import {dateFormat, DEFAULT_FORMAT} from './date-format.ts';
import {formatAt, timeFunction} from './now.ts';
import {addUnits, unitOf} from './units.ts';
import {US_WEEK, weekRule} from './week.ts';

const DEFAULT = dateFormat(DEFAULT_FORMAT);
const UNITS = 'YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE or SECOND, in any case';

function shifting(sign: 1 | -1): Form[] {
  const shift = (ms: number, count: number, unit: string): number => addUnits(ms, sign * count, unit);
  return [
    form('date string, count int, unit const string', 'string', (date: string, count: number, unit: string) =>
      DEFAULT.write(shift(DEFAULT.read(date), count, unit)),
    ),
    planned('date string, count int, unit const string, format string', 'string', (args) => {
      const format = formatAt(args, 3);
      return (date: string, count: number, unit: string, text: string) => {
        const f = format(text);
        return f.write(shift(f.read(date), count, unit));
      };
    }),
    form('ms long, count int, unit const string', 'string', (ms: Long, count: number, unit: string) =>
      String(shift(Number(ms), count, unit)),
    ),
  ];
}
const shiftDoc = (verb: string): string =>
  `The date with calendar units ${verb}, as a string; a day that the month has not becomes its last. The unit is ${UNITS}; another one changes nothing. Dates are in the format, \`${DEFAULT_FORMAT}\` if none is given; ms since 1970 give ms in decimal. Null gives null.`;

const days = (a: number, b: number): number => Math.trunc((a - b) / DAY) + 0;
const extractDoc = `One unit of a date as an int: ${UNITS}. QUARTER and MONTH count from 1, WEEK is that of the year by the rule of the locale (\`en_US\` if none is given: weeks start on Sunday, the first may be short); another unit gives 0. Note the order of arguments, which differs for ms. Null gives null.`;

/** `time:` functions that compute with dates, in UTC. */
export const arithmeticFunctions: readonly ScalarFunction[] = [
  timeFunction({
    name: 'dateAdd',
    doc: shiftDoc('added'),
    examples: [
      {expression: "time:dateAdd('2014-01-31 13:23:44.657', 1, 'month')", result: '2014-02-28 13:23:44.657'},
      {expression: "time:dateAdd('2014-11-11 13:23', 2, 'YEAR', 'yyyy-MM-dd HH:mm')", result: '2016-11-11 13:23'},
      {expression: "time:dateAdd(1415692424000L, 2, 'YEAR')", result: '1478850824000'},
    ],
    forms: shifting(1),
  }),
  timeFunction({
    name: 'dateSub',
    doc: shiftDoc('taken away'),
    examples: [
      {expression: "time:dateSub('2014-11-11 13:23:44.657', 2, 'quarter')", result: '2014-05-11 13:23:44.657'},
      {expression: "time:dateSub(1415692424000L, 2, 'year')", result: '1352620424000'},
    ],
    forms: shifting(-1),
  }),
  timeFunction({
    name: 'dateDiff',
    doc: `How many whole days the first date is after the second, cut off toward 0, a long. Without formats both are \`${DEFAULT_FORMAT}\`, one format is that of both. Null gives null.`,
    examples: [
      {expression: "time:dateDiff('2014-11-11 13:23:44.000', '2014-11-13 13:23:43.000')", result: -1},
      {expression: "time:dateDiff('2014-11-11', '09.11.2014', 'yyyy-MM-dd', 'dd.MM.yyyy')", result: 2},
      {expression: 'time:dateDiff(1415692424000L, 1415519625000L)', result: 1},
    ],
    forms: [
      form('date1 string, date2 string', 'long', (a: string, b: string) => days(DEFAULT.read(a), DEFAULT.read(b))),
      planned('date1 string, date2 string, format string', 'long', (args) => {
        const format = formatAt(args, 2);
        return (a: string, b: string, text: string) => days(format(text).read(a), format(text).read(b));
      }),
      planned('date1 string, date2 string, format1 string, format2 string', 'long', (args) => {
        const [first, second] = [formatAt(args, 2), formatAt(args, 3)];
        return (a: string, b: string, f1: string, f2: string) => days(first(f1).read(a), second(f2).read(b));
      }),
      form('ms1 long, ms2 long', 'long', (a: Long, b: Long) => days(Number(a), Number(b))),
    ],
  }),
  timeFunction({
    name: 'extract',
    doc: extractDoc,
    examples: [
      {expression: "time:extract('year', '2019/11/11', 'yyyy/MM/dd')", result: 2019},
      {expression: "time:extract('WEEK', '2019-12-29 13:23:44.657')", result: 1},
      {expression: "time:extract('week', '2019-12-29', 'yyyy-MM-dd', 'fr_FR')", result: 52},
      {expression: "time:extract(1415692424000L, 'day')", result: 11},
    ],
    forms: [
      form('unit const string, date string', 'int', (unit: string, date: string) =>
        unitOf(DEFAULT.read(date), unit, US_WEEK),
      ),
      planned('unit const string, date string, format string', 'int', (args) => {
        const format = formatAt(args, 2);
        return (unit: string, date: string, text: string) => unitOf(format(text).read(date), unit, US_WEEK);
      }),
      planned('unit const string, date string, format string, locale const string', 'int', (args) => {
        const format = formatAt(args, 2);
        const rule = weekRule(String(args[3]?.constant));
        return (unit: string, date: string, text: string) => unitOf(format(text).read(date), unit, rule);
      }),
      form('ms long, unit const string', 'int', (ms: Long, unit: string) => unitOf(Number(ms), unit, US_WEEK)),
      planned('ms long, unit const string, locale const string', 'int', (args) => {
        const rule = weekRule(String(args[2]?.constant));
        return (ms: Long, unit: string) => unitOf(Number(ms), unit, rule);
      }),
    ],
  }),
];

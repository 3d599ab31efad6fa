import {form, planned} from '../library/form.ts';
import type {Long} from '../long.ts';
import type {ScalarFunction} from '../record.ts';
import {dayOfWeek} from './civil-time.ts';
import {dateFormat, DEFAULT_FORMAT, strictDateFormat} from './date-format.ts';
import {formatAt, timeFunction} from './now.ts';
import {WEEKDAYS} from './pattern.ts';
import {UTC, type Zone, zoneOf} from './zone.ts';

const DEFAULT = dateFormat(DEFAULT_FORMAT);
const DATE = dateFormat('yyyy-MM-dd');
const weekday = (ms: number): string => WEEKDAYS[dayOfWeek(ms)]!;

/** Refuses constant formats and zones when planned. */
const timezoneConvert = (count: 3 | 4) =>
  planned(
    ['date string', 'format string', 'target string', 'source string'].slice(0, count).join(', '),
    'string',
    ([, format, target, source]) => {
      if (typeof format?.constant === 'string') strictDateFormat(format.constant);
      for (const zone of [target, source]) if (typeof zone?.constant === 'string') zoneOf(zone.constant);
      return (date: string, pattern: string, to: string, from?: string) => {
        const zone: Zone = from === undefined ? UTC : zoneOf(from);
        const f = strictDateFormat(pattern);
        return f.write(f.read(date, zone), zoneOf(to));
      };
    },
  );

/** `time:` functions that turn dates into other texts. */
export const convertFunctions: readonly ScalarFunction[] = [
  timeFunction({
    name: 'dateFormat',
    doc: `The date, or ms since 1970, written in the target format, in UTC. The source format is \`${DEFAULT_FORMAT}\` if none is given. Null gives null.`,
    examples: [
      {expression: "time:dateFormat('2014-11-11 13:23:44.657', 'ss')", result: '44'},
      {expression: "time:dateFormat('2014-11-11 13:23:44', 'mm:ss', 'yyyy-MM-dd HH:mm:ss')", result: '23:44'},
      {expression: "time:dateFormat(1415692424000L, 'EEE, d MMM yyyy')", result: 'Tue, 11 Nov 2014'},
    ],
    forms: [
      planned('date string, target string', 'string', (args) => {
        const target = formatAt(args, 1);
        return (date: string, text: string) => target(text).write(DEFAULT.read(date));
      }),
      planned('date string, target string, source string', 'string', (args) => {
        const [target, source] = [formatAt(args, 1), formatAt(args, 2)];
        return (date: string, to: string, from: string) => target(to).write(source(from).read(date));
      }),
      planned('ms long, target string', 'string', (args) => {
        const target = formatAt(args, 1);
        return (ms: Long, text: string) => target(text).write(Number(ms));
      }),
    ],
  }),
  timeFunction({
    name: 'timezoneConvert',
    doc: 'The date, which is of the source zone (UTC if none is given), in the target zone and the same format. The format is one of `java.time`, read exactly: `u` is the year, as many digits as letters. What does not fit it, or is no time zone, is a run-time error, as a constant a creation error. Null gives null.',
    examples: [
      {
        expression:
          "time:timezoneConvert('2014-11-11 13:23:44', 'yyyy-MM-dd HH:mm:ss', 'Asia/Kolkata', 'America/New_York')",
        result: '2014-11-11 23:53:44',
      },
      {
        expression: "time:timezoneConvert('11 Nov 2014 01:05 PM', 'dd MMM uuuu hh:mm a', '+02:00')",
        result: '11 Nov 2014 03:05 PM',
      },
    ],
    forms: [timezoneConvert(3), timezoneConvert(4)],
  }),
  timeFunction({
    name: 'date',
    doc: `The date part as \`yyyy-MM-dd\`, of a date in the format, \`${DEFAULT_FORMAT}\` if none is given. Null gives null.`,
    examples: [
      {expression: "time:date('2014/11/11 13:23', 'yyyy/MM/dd HH:mm')", result: '2014-11-11'},
      {expression: "time:date('2014-11-11 13:23:44.657')", result: '2014-11-11'},
    ],
    forms: [
      form('date string', 'string', (date: string) => DATE.write(DEFAULT.read(date))),
      planned('date string, format string', 'string', (args) => {
        const format = formatAt(args, 1);
        return (date: string, text: string) => DATE.write(format(text).read(date));
      }),
    ],
  }),
  timeFunction({
    name: 'dayOfWeek',
    doc: 'The English name of the weekday. Without a format the date is `yyyy-MM-dd`, up to the first blank. Null gives null.',
    examples: [
      {expression: "time:dayOfWeek('2014-12-11 13:22')", result: 'Thursday'},
      {expression: "time:dayOfWeek('11.12.2014', 'dd.MM.yyyy')", result: 'Thursday'},
    ],
    forms: [
      form('date string', 'string', (date: string) => weekday(DATE.read(date.split(' ')[0]!))),
      planned('date string, format string', 'string', (args) => {
        const format = formatAt(args, 1);
        return (date: string, text: string) => weekday(format(text).read(date));
      }),
    ],
  }),
];

import fc from 'fast-check';
import {expect, test} from 'vitest';
import {addMonths, civilTime, dayOfWeek, dayOfYear, daysOfMonth, millisOf} from './civil-time.ts';
import {dateFormat} from './date-format.ts';
import {weekOfMonth, weekOfYear, weekRule} from './week.ts';
import {instantOf, zoneOf} from './zone.ts';

/** Whole seconds of about the years -4000 to 8000. */
const moments = fc.integer({min: -188_000_000_000, max: 190_000_000_000}).map((s) => s * 1000);

test('civil time there and back is the same moment, and agrees with the calendar of JavaScript', () =>
  fc.assert(
    fc.property(moments, (ms) => {
      const at = civilTime(ms);
      const date = new Date(ms);
      expect(millisOf(at)).toBe(ms);
      expect([at.year, at.month, at.day, at.hour, at.minute, at.second, dayOfWeek(ms)]).toEqual([
        date.getUTCFullYear(),
        date.getUTCMonth() + 1,
        date.getUTCDate(),
        date.getUTCHours(),
        date.getUTCMinutes(),
        date.getUTCSeconds(),
        date.getUTCDay(),
      ]);
      const newYear = millisOf({year: at.year, month: 1, day: 1, hour: 0, minute: 0, second: 0});
      expect(dayOfYear(ms)).toBe(1 + Math.floor((ms - newYear) / 86_400_000));
    }),
  ));

test('months roll over as in the calendar, and keep the time of day', () =>
  fc.assert(
    fc.property(moments, fc.integer({min: -5000, max: 5000}), (ms, count) => {
      const from = civilTime(ms);
      const to = civilTime(addMonths(ms, count));
      expect(to.year * 12 + to.month).toBe(from.year * 12 + from.month + count);
      expect(to.day).toBe(Math.min(from.day, daysOfMonth(to.year, to.month)));
      expect([to.hour, to.minute, to.second]).toEqual([from.hour, from.minute, from.second]);
    }),
  ));

test.each([
  'yyyy-MM-dd HH:mm:ss.SSS',
  "G yyyyMMdd'T'hhmmss.SSS a",
  'EEEE, d MMMM yyyy G KK:mm:ss,S a Z',
  'D yyyy G k:m:s.SSS XXX',
  'MMM d yyyy G HH:mm:ss.SSS z',
])('what %s writes it reads back', (pattern) =>
  fc.assert(
    fc.property(fc.integer({min: 0, max: 253_402_300_799_999}), (ms) => {
      const format = dateFormat(pattern);
      expect(format.read(format.write(ms))).toBe(ms);
    }),
  ),
);

test('weeks by the rule of ISO have the Thursday in the year', () =>
  fc.assert(
    fc.property(moments, (ms) => {
      const iso = weekRule('de_DE');
      const thursday = ms + (4 - (dayOfWeek(ms) || 7)) * 86_400_000;
      expect(weekOfYear(ms, iso)).toBe(Math.ceil(dayOfYear(thursday) / 7));
    }),
  ));

// What Java's Calendar answers.
test.each([
  ['en_US', '2019-12-29', 1, 5],
  ['fr_FR', '2019-12-29', 52, 4],
  ['en_AU', '2019-12-29', 1, 5],
  ['ar_EG', '2020-01-04', 2, 2],
  ['pt_PT', '2021-01-01', 53, 0],
  ['en', '2021-01-04', 2, 2],
])('the week in %s of %s', (locale, date, ofYear, ofMonth) => {
  const ms = dateFormat('yyyy-MM-dd').read(date);
  expect([weekOfYear(ms, weekRule(locale)), weekOfMonth(ms, weekRule(locale))]).toEqual([ofYear, ofMonth]);
});

test.each([
  ['UTC', 0],
  ['Z', 0],
  ['+05:30', 19_800_000],
  ['GMT-3', -10_800_000],
  ['UTC+0545', 20_700_000],
  ['EST', -18_000_000],
  ['IST', 19_800_000],
  ['America/New_York', -18_000_000],
  ['Europe/Berlin', 3_600_000],
])('the offset of %s in January', (id, offset) => expect(zoneOf(id).offset(1673740800000)).toBe(offset));

// As java.time: the first of two moments, and later by the gap where there is none.
test.each([
  ['2023-03-26 01:59', '2023-03-26 00:59'],
  ['2023-03-26 02:30', '2023-03-26 01:30'],
  ['2023-03-26 03:00', '2023-03-26 01:00'],
  ['2023-10-29 02:30', '2023-10-29 00:30'],
  ['2023-10-29 03:00', '2023-10-29 02:00'],
])('%s in Berlin is %s in UTC', (local, utc) => {
  const format = dateFormat('yyyy-MM-dd HH:mm');
  expect(format.write(instantOf(format.read(local), zoneOf('Europe/Berlin')))).toBe(utc);
});

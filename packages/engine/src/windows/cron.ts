import {SiddhiAppError, type Span} from '@tandem/siddhiql';
import {civilTime, millisOf} from './civil-time.ts';
import {daysIn, type DayTest, parseDayOfMonth, parseDayOfWeek} from './cron-days.ts';
import {type FieldRange, parseField} from './cron-field.ts';

export type Cron = {
  /** The first time after `after` that fits, ms since 1970, on a full second; undefined when there is none. */
  next(after: number): number | undefined;
};

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const sixty = (what: string): FieldRange => ({what, least: 0, most: 59});
const monthRange: FieldRange = {what: 'month', least: 1, most: 12, names: months};
const yearRange: FieldRange = {what: 'year', least: 1970, most: 2199};
const hourRange: FieldRange = {what: 'hour', least: 0, most: 23};

/**
 * A cron expression as Quartz writes it: seconds, minutes, hours, day of month,
 * month, day of week and, optionally, year; `*`, `?`, `-`, `,`, `/`, `L`, `W`,
 * `#` and names. Exactly one of the two day fields is `?`. Times are UTC.
 * Throws SiddhiAppError ('creation'), at `at`.
 */
export function parseCron(text: string, at?: Span): Cron {
  const fields = text.trim().split(/\s+/);
  if (fields.length < 6 || fields.length > 7) {
    const reason = `a cron expression has 6 or 7 fields (seconds, minutes, hours, day of month, month, day of week, year), but '${text}' has ${text.trim() === '' ? 0 : fields.length}`;
    throw new SiddhiAppError('creation', reason, at);
  }
  const [second = '', minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = '*'] = fields;
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    const reason = `exactly one of day of month and day of week of a cron expression must be '?', but '${text}' has '${dayOfMonth}' and '${dayOfWeek}'`;
    throw new SiddhiAppError('creation', reason, at);
  }
  const fits = dayOfMonth === '?' ? parseDayOfWeek(dayOfWeek, at) : parseDayOfMonth(dayOfMonth, at);
  const sets = {
    seconds: ordered(parseField(second, sixty('second'), at)),
    minutes: ordered(parseField(minute, sixty('minute'), at)),
    hours: ordered(parseField(hour, hourRange, at)),
    months: parseField(month, monthRange, at),
    years: parseField(year, yearRange, at),
    fits,
  };
  return {next: (after) => nextTime(sets, after)};
}

type Sets = {
  seconds: readonly number[];
  minutes: readonly number[];
  hours: readonly number[];
  months: ReadonlySet<number>;
  years: ReadonlySet<number>;
  fits: DayTest;
};

const ordered = (numbers: ReadonlySet<number>): number[] => [...numbers].sort((a, b) => a - b);

/** Day by day over the months that fit; within a day by its time. */
function nextTime(sets: Sets, after: number): number | undefined {
  const from = civilTime(Math.floor(after / 1000) * 1000 + 1000);
  let time: DayTime | undefined = [from.hour, from.minute, from.second];
  let {year, month, day} = from;
  if (year < yearRange.least) [year, month, day, time] = [yearRange.least, 1, 1, [0, 0, 0]];
  for (; year <= yearRange.most; year++, month = 1, day = 1, time = [0, 0, 0]) {
    if (!sets.years.has(year)) continue;
    for (; month <= 12; month++, day = 1, time = [0, 0, 0]) {
      if (!sets.months.has(month)) continue;
      for (; day <= daysIn(year, month); day++, time = [0, 0, 0]) {
        if (!sets.fits(year, month, day)) continue;
        const found = timeFrom(sets, time);
        if (found) return millisOf({year, month, day, hour: found[0], minute: found[1], second: found[2]});
      }
    }
  }
  return undefined;
}

type DayTime = [hour: number, minute: number, second: number];

/** The first time of day at or after the given one. */
function timeFrom({hours, minutes, seconds}: Sets, [hour, minute, second]: DayTime): DayTime | undefined {
  const first = (numbers: readonly number[], least: number): number | undefined => numbers.find((n) => n >= least);
  for (const h of hours) {
    if (h < hour) continue;
    for (const m of minutes) {
      if (h === hour && m < minute) continue;
      const s = first(seconds, h === hour && m === minute ? second : 0);
      if (s !== undefined) return [h, m, s];
    }
  }
  return undefined;
}

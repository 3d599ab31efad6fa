import type {Duration} from '@tandem/siddhiql';
import {unreachable} from '@tandem/base';
import {civilTime, dayNumber} from '../windows/civil-time.ts';

/** Times from `start` (inclusive) to `end` (exclusive), ms since 1970. */
export type TimeSpan = {start: number; end: number};

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The bucket of a duration that a moment falls into, by the Gregorian calendar in GMT. */
export function bucketAt(duration: Duration, ms: number): TimeSpan {
  switch (duration) {
    case 'seconds':
      return multiple(ms, SECOND);
    case 'minutes':
      return multiple(ms, MINUTE);
    case 'hours':
      return multiple(ms, HOUR);
    case 'days':
      return multiple(ms, DAY);
    case 'months': {
      const {year, month} = civilTime(ms);
      return {start: monthStart(year, month), end: month === 12 ? yearStart(year + 1) : monthStart(year, month + 1)};
    }
    case 'years': {
      const {year} = civilTime(ms);
      return {start: yearStart(year), end: yearStart(year + 1)};
    }
    default:
      return unreachable(duration);
  }
}

function multiple(ms: number, length: number): TimeSpan {
  const start = Math.floor(ms / length) * length;
  return {start, end: start + length};
}
const monthStart = (year: number, month: number): number => dayNumber(year, month, 1) * DAY;
const yearStart = (year: number): number => monthStart(year, 1);

const words: readonly [Duration, RegExp][] = [
  ['seconds', /^sec(onds?)?$/],
  ['minutes', /^min(utes?)?$/],
  ['hours', /^h(ours?)?$/],
  ['days', /^days?$/],
  ['months', /^months?$/],
  ['years', /^years?$/],
];

/** The duration that a word means (`sec`, `Hours`, `DAY`), in any case. */
export function durationOf(word: string): Duration | undefined {
  const lower = word.toLowerCase();
  return words.find(([, pattern]) => pattern.test(lower))?.[0];
}

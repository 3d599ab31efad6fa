import {addMonths, civilTime, DAY} from './civil-time.ts';
import {type WeekRule, weekOfYear} from './week.ts';

const MONTHS: Record<string, number> = {YEAR: 12, QUARTER: 3, MONTH: 1};
const MILLIS: Record<string, number> = {WEEK: 7 * DAY, DAY, HOUR: 3_600_000, MINUTE: 60_000, SECOND: 1000};

/** Adds calendar units (any case) to ms since 1970, in UTC; an unknown unit changes nothing. */
export function addUnits(ms: number, count: number, unit: string): number {
  const name = unit.toUpperCase();
  const months = MONTHS[name];
  return months === undefined ? ms + count * (MILLIS[name] ?? 0) : addMonths(ms, count * months);
}

/** One unit (any case) of ms since 1970, in UTC; 0 for an unknown one. */
export function unitOf(ms: number, unit: string, rule: WeekRule): number {
  const at = civilTime(ms);
  switch (unit.toUpperCase()) {
    case 'YEAR':
      return at.year > 0 ? at.year : 1 - at.year;
    case 'QUARTER':
      return Math.ceil(at.month / 3);
    case 'MONTH':
      return at.month;
    case 'WEEK':
      return weekOfYear(ms, rule);
    case 'DAY':
      return at.day;
    case 'HOUR':
      return at.hour;
    case 'MINUTE':
      return at.minute;
    case 'SECOND':
      return at.second;
    default:
      return 0;
  }
}

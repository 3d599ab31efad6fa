import type {Span} from '@tandem/siddhiql';
import {type FieldRange, parseField, parseNumber, wrong} from './cron-field.ts';

/** Whether a day of a month fits. `month` counts from 1. */
export type DayTest = (year: number, month: number, day: number) => boolean;

const dayOfMonth: FieldRange = {what: 'day of month', least: 1, most: 31};
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const dayOfWeek: FieldRange = {what: 'day of week', least: 1, most: 7, names: dayNames};

export function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** 1 is Sunday, 7 Saturday. */
function weekday(year: number, month: number, day: number): number {
  const shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1] ?? 0;
  const y = month < 3 ? year - 1 : year;
  return ((y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + shift + day) % 7) + 1;
}

/** `15`, `1-5`, `L`, `L-3`, `LW`, `15W`. */
export function parseDayOfMonth(text: string, at?: Span): DayTest {
  const upper = text.toUpperCase();
  if (upper === 'L') return (year, month, day) => day === daysIn(year, month);
  if (upper === 'LW') return (year, month, day) => day === nearestWorkday(year, month, daysIn(year, month));
  const before = /^L-(\d{1,2})$/.exec(upper);
  if (before) return (year, month, day) => day === daysIn(year, month) - Number(before[1]);
  const workday = /^(\d{1,2})W$/.exec(upper);
  if (workday) {
    const wanted = parseNumber(workday[1] ?? '', text, dayOfMonth, at);
    return (year, month, day) => wanted <= daysIn(year, month) && day === nearestWorkday(year, month, wanted);
  }
  const days = parseField(text, dayOfMonth, at);
  return (_year, _month, day) => days.has(day);
}

/** `MON-FRI`, `1`, `L` (Saturday), `6L` (the last Friday), `6#3` (the third Friday). */
export function parseDayOfWeek(text: string, at?: Span): DayTest {
  const upper = text.toUpperCase();
  if (upper === 'L') return (year, month, day) => weekday(year, month, day) === 7;
  const last = /^(\w+)L$/.exec(upper);
  if (last) {
    const wanted = parseNumber(last[1] ?? '', text, dayOfWeek, at);
    return (year, month, day) => weekday(year, month, day) === wanted && day + 7 > daysIn(year, month);
  }
  const nth = /^(\w+)#(\d)$/.exec(upper);
  if (nth) {
    const wanted = parseNumber(nth[1] ?? '', text, dayOfWeek, at);
    const n = Number(nth[2]);
    if (n < 1 || n > 5) throw wrong(text, dayOfWeek, at);
    return (year, month, day) => weekday(year, month, day) === wanted && Math.ceil(day / 7) === n;
  }
  const days = parseField(text, dayOfWeek, at);
  return (year, month, day) => days.has(weekday(year, month, day));
}

/** The Monday to Friday that lies nearest, within the month. */
function nearestWorkday(year: number, month: number, day: number): number {
  const on = weekday(year, month, day);
  if (on === 7) return day > 1 ? day - 1 : day + 2;
  if (on === 1) return day < daysIn(year, month) ? day + 1 : day - 2;
  return day;
}

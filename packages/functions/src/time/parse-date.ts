import {DAY, dayNumber, daysOfMonth} from './civil-time.ts';
import {MONTHS, type Piece, WEEKDAYS} from './pattern.ts';
import {instantOf, type Zone, zoneOf} from './zone.ts';

/** What was read; what the text does not say is as at the start of 1970. */
type Read = Partial<
  Record<'year' | 'month' | 'day' | 'ofYear' | 'hour' | 'half' | 'minute' | 'second' | 'ms', number>
> & {
  before?: boolean;
  afternoon?: boolean;
  zone?: Zone;
};
/** `lenient`: numbers beyond their range roll over, and text after the date is passed over. */
export type Reading = {zone: Zone; lenient: boolean};

/** Ms since 1970, or null where the text does not fit. Throws an Error for letters that cannot be read. */
export function parseDate(pieces: readonly Piece[], text: string, {zone, lenient}: Reading): number | null {
  const read: Read = {};
  let at = 0;
  for (const [i, piece] of pieces.entries()) {
    const end =
      piece.kind === 'text' ? textEnd(text, at, piece.text) : fieldEnd(text, at, piece, pieces[i + 1], read, lenient);
    if (end === null) return null;
    at = end;
  }
  if (!lenient && (at < text.length || !inRange(read))) return null;
  return instant(read, zone, lenient);
}

const textEnd = (text: string, at: number, expected: string): number | null =>
  text.startsWith(expected, at) ? at + expected.length : null;

const NUMBERS: Record<string, (read: Read, value: number) => void> = {
  y: (read, v) => void (read.year = v),
  M: (read, v) => void (read.month = v),
  L: (read, v) => void (read.month = v),
  D: (read, v) => void (read.ofYear = v),
  d: (read, v) => void (read.day = v),
  H: (read, v) => void (read.hour = v),
  k: (read, v) => void (read.hour = v === 24 ? 0 : v),
  K: (read, v) => void (read.half = v),
  h: (read, v) => void (read.half = v === 12 ? 0 : v),
  m: (read, v) => void (read.minute = v),
  s: (read, v) => void (read.second = v),
  S: (read, v) => void (read.ms = v),
};

function fieldEnd(
  text: string,
  at: number,
  {letter, count}: Extract<Piece, {kind: 'field'}>,
  next: Piece | undefined,
  read: Read,
  lenient: boolean,
): number | null {
  const rest = text.slice(at);
  switch (letter) {
    case 'G': {
      const era = /^(?:AD|BC)/i.exec(rest);
      if (!era) return null;
      read.before = era[0].toUpperCase() === 'BC';
      return at + 2;
    }
    case 'a': {
      const half = /^[AP]M/i.exec(rest);
      if (!half) return null;
      read.afternoon = half[0].toUpperCase() === 'PM';
      return at + 2;
    }
    case 'E': {
      const found = nameIn(rest, WEEKDAYS);
      return found === null ? null : at + found.length;
    }
    case 'z':
    case 'Z':
    case 'X':
      return zoneEnd(text, at, read);
    case 'w':
    case 'W':
    case 'F':
      throw new Error(`a date cannot be read by '${letter}'`);
    default:
  }
  if ((letter === 'M' || letter === 'L') && count >= 3) {
    const found = nameIn(rest, MONTHS);
    if (found === null) return null;
    read.month = found.index + 1;
    return at + found.length;
  }
  const touching = next?.kind === 'field' && isNumber(next);
  const [least, most] = lenient && !touching ? [1, Infinity] : widths(letter, count, lenient);
  const digits = digitsAt(text, at, most);
  if (digits.length < least) return null;
  const value = Number(digits);
  if (letter === 'u') {
    // The weekday's number says nothing that the date does not.
    if (!lenient) read.year = value;
  } else if (letter === 'S' && !lenient) read.ms = Math.floor(Number(`0.${digits}`) * 1000 + 1e-6);
  else NUMBERS[letter]!(read, letter === 'y' && count === 2 && digits.length === 2 ? fullYear(value) : value);
  return at + digits.length;
}

/** Two digits of a year: 1970 to 2069. */
const fullYear = (value: number): number => (value < 70 ? 2000 + value : 1900 + value);

/** How many digits there are, at least and at most, where fields touch, or where widths are strict. */
function widths(letter: string, count: number, lenient: boolean): [number, number] {
  if (lenient) return [count, count];
  if (count === 1) return [1, 9];
  return (letter === 'y' || letter === 'u') && count > 2 ? [count, 9] : [count, count];
}

function digitsAt(text: string, at: number, most: number): string {
  let end = at;
  while (end - at < most && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++;
  return text.slice(at, end);
}

function isNumber({letter, count}: Extract<Piece, {kind: 'field'}>): boolean {
  return letter === 'u' || (NUMBERS[letter] !== undefined && !((letter === 'M' || letter === 'L') && count >= 3));
}

/** The longest full name or three-letter name that the text starts with, in any case. */
function nameIn(text: string, names: readonly string[]): {index: number; length: number} | null {
  const start = text.toLowerCase();
  const full = names.findIndex((n) => start.startsWith(n.toLowerCase()));
  if (full >= 0) return {index: full, length: names[full]!.length};
  const short = names.findIndex((n) => start.startsWith(n.slice(0, 3).toLowerCase()));
  return short >= 0 ? {index: short, length: 3} : null;
}

function zoneEnd(text: string, at: number, read: Read): number | null {
  const found = /^(?:(?:GMT|UTC)?[+-]\d{1,2}(?::?\d{2})?|[A-Za-z]+(?:\/[A-Za-z_+-]+)*)/.exec(text.slice(at));
  if (!found) return null;
  try {
    read.zone = zoneOf(found[0]);
  } catch {
    return null;
  }
  return at + found[0].length;
}

function inRange({month = 1, day = 1, ofYear = 1, hour = 0, half = 0, minute = 0, second = 0}: Read): boolean {
  const within = (v: number, low: number, high: number): boolean => v >= low && v <= high;
  return (
    within(month, 1, 12) &&
    within(day, 1, 31) &&
    within(ofYear, 1, 366) &&
    within(hour, 0, 23) &&
    within(half, 0, 11) &&
    within(minute, 0, 59) &&
    within(second, 0, 59)
  );
}

function instant(read: Read, zone: Zone, lenient: boolean): number {
  const {year: named = 1970, month = 1, ofYear, minute = 0, second = 0, ms = 0} = read;
  const year = read.before ? 1 - named : named;
  // A day that its month has not: rolls over, or is the last one.
  const day = lenient ? (read.day ?? 1) : Math.min(read.day ?? 1, daysOfMonth(year, month));
  const date = ofYear === undefined ? dayNumber(year, month, day) : dayNumber(year, 1, ofYear);
  const hour = read.hour ?? (read.half ?? 0) + (read.afternoon ? 12 : 0);
  const local = date * DAY + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
  return instantOf(local, read.zone ?? zone);
}

import {civilTime, dayOfWeek, dayOfYear} from './civil-time.ts';
import {MONTHS, type Piece, WEEKDAYS} from './pattern.ts';
import {US_WEEK, weekOfMonth, weekOfYear} from './week.ts';
import {offsetText, type Zone} from './zone.ts';

/** Writes a moment, ms since 1970, in a zone; names are English. `modern`: `u` is the year. */
export function formatDate(pieces: readonly Piece[], ms: number, zone: Zone, modern = false): string {
  const offset = zone.offset(ms);
  const local = ms + offset;
  const at = civilTime(local);
  let out = '';
  for (const piece of pieces)
    out += piece.kind === 'text' ? piece.text : field(piece.letter, piece.count, local, at, offset, zone, modern);
  return out;
}

const padded = (n: number, width: number): string =>
  n < 0 ? `-${String(-n).padStart(width, '0')}` : String(n).padStart(width, '0');

function field(
  letter: string,
  count: number,
  local: number,
  at: ReturnType<typeof civilTime>,
  offset: number,
  zone: Zone,
  modern: boolean,
): string {
  const year = at.year > 0 ? at.year : 1 - at.year;
  const two = (n: number): string => padded(n, 2).slice(-2);
  switch (letter) {
    case 'G':
      return at.year > 0 ? 'AD' : 'BC';
    case 'y':
      return count === 2 ? two(year) : padded(year, count);
    case 'M':
    case 'L': {
      const name = MONTHS[at.month - 1]!;
      return count > 3 ? name : count === 3 ? name.slice(0, 3) : padded(at.month, count);
    }
    case 'w':
      return padded(weekOfYear(local, US_WEEK), count);
    case 'W':
      return padded(weekOfMonth(local, US_WEEK), count);
    case 'D':
      return padded(dayOfYear(local), count);
    case 'd':
      return padded(at.day, count);
    case 'F':
      return padded(Math.floor((at.day - 1) / 7) + 1, count);
    case 'E': {
      const name = WEEKDAYS[dayOfWeek(local)]!;
      return count > 3 ? name : name.slice(0, 3);
    }
    case 'u':
      if (modern) return count === 2 ? two(at.year) : padded(at.year, count);
      return padded(dayOfWeek(local) || 7, count);
    case 'a':
      return at.hour < 12 ? 'AM' : 'PM';
    case 'H':
      return padded(at.hour, count);
    case 'k':
      return padded(at.hour || 24, count);
    case 'K':
      return padded(at.hour % 12, count);
    case 'h':
      return padded(at.hour % 12 || 12, count);
    case 'm':
      return padded(at.minute, count);
    case 's':
      return padded(at.second, count);
    case 'S': {
      const ms = ((local % 1000) + 1000) % 1000;
      return modern ? padded(ms, 3).padEnd(count, '0').slice(0, count) : padded(ms, count);
    }
    case 'z':
      return zone.id;
    case 'Z':
      return offsetText(offset, count === 2 ? ':' : '');
    default:
      if (offset === 0) return 'Z';
      return count === 1 ? offsetText(offset, '').slice(0, 3) : offsetText(offset, count === 2 ? '' : ':');
  }
}

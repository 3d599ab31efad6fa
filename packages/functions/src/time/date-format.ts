import {formatDate} from './format-date.ts';
import {parseDate} from './parse-date.ts';
import {type Piece, piecesOf} from './pattern.ts';
import {UTC, type Zone} from './zone.ts';

/** A date pattern ready for use. */
export type DateFormat = {
  /** `ms`: since 1970. */
  write(ms: number, zone?: Zone): string;
  /** Ms since 1970. Throws an Error where the text does not fit. */
  read(text: string, zone?: Zone): number;
};

export const DEFAULT_FORMAT = 'yyyy-MM-dd HH:mm:ss.SSS';

const LIMIT = 200;
const known = new Map<string, readonly Piece[]>();
function pieces(pattern: string): readonly Piece[] {
  const found = known.get(pattern);
  if (found) return found;
  const made = piecesOf(pattern);
  if (known.size >= LIMIT) known.clear();
  known.set(pattern, made);
  return made;
}

/** Patterns of `java.text.SimpleDateFormat`; reading is lenient. Throws an Error for a bad pattern. */
export function dateFormat(pattern: string): DateFormat {
  return made(pattern, true);
}
/** Patterns of `java.time.format.DateTimeFormatter`, as far as they have the same letters; reading is exact. */
export function strictDateFormat(pattern: string): DateFormat {
  return made(pattern, false);
}

function made(pattern: string, lenient: boolean): DateFormat {
  const all = pieces(pattern);
  return {
    write: (ms, zone = UTC) => formatDate(all, ms, zone, !lenient),
    read: (text, zone = UTC) => {
      const ms = parseDate(all, text, {zone, lenient});
      if (ms === null) throw new Error(`'${text}' does not match the format '${pattern}'`);
      return ms;
    },
  };
}

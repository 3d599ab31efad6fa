/** A date pattern, taken apart: text as it stands, and letters with their count. */
export type Piece = {kind: 'text'; text: string} | {kind: 'field'; letter: string; count: number};

/** Letters that are understood, and what they say. */
export const LETTERS: Record<string, string> = {
  G: 'era',
  y: 'year',
  M: 'month',
  L: 'month',
  w: 'week of the year',
  W: 'week of the month',
  D: 'day of the year',
  d: 'day of the month',
  F: 'which of its weekday in the month',
  E: 'weekday',
  u: 'number of the weekday, 1 is Monday (year, in time:timezoneConvert)',
  a: 'AM or PM',
  H: 'hour, 0 to 23',
  k: 'hour, 1 to 24',
  K: 'hour of AM or PM, 0 to 11',
  h: 'hour of AM or PM, 1 to 12',
  m: 'minute',
  s: 'second',
  S: 'millisecond',
  z: 'name of the time zone',
  Z: 'offset as +0530, ZZ as +05:30',
  X: 'offset as +05, XX as +0530, XXX as +05:30; Z for 0',
};

/** Throws an Error for letters that mean nothing and for a quote that is not closed. */
export function piecesOf(pattern: string): Piece[] {
  const pieces: Piece[] = [];
  const text = (more: string): void => {
    const last = pieces.at(-1);
    if (last?.kind === 'text') last.text += more;
    else pieces.push({kind: 'text', text: more});
  };
  let at = 0;
  while (at < pattern.length) {
    const c = pattern[at]!;
    if (c === "'") {
      const quoted = /^'((?:[^']|'')*)'/.exec(pattern.slice(at));
      if (!quoted) throw new Error(`the quote at ${at} of the date format '${pattern}' is not closed`);
      text(quoted[0] === "''" ? "'" : quoted[1]!.replaceAll("''", "'"));
      at += quoted[0].length;
    } else if (/[A-Za-z]/.test(c)) {
      let end = at + 1;
      while (pattern[end] === c) end++;
      if (LETTERS[c] === undefined)
        throw new Error(
          `'${c}' in the date format '${pattern}' means nothing, expected one of ${Object.keys(LETTERS).join(' ')}`,
        );
      pieces.push({kind: 'field', letter: c, count: end - at});
      at = end;
    } else {
      text(c);
      at++;
    }
  }
  return pieces;
}

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

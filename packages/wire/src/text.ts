import {WireError} from './wire-error.ts';

/*
 * Strings as UTF-8, except that a lone surrogate keeps its code point (three
 * bytes, ED A0..BF xx) instead of turning into U+FFFD: user data must survive.
 */
const encoder = new TextEncoder();
/** Fatal: damage is reported. `ignoreBOM`: a leading U+FEFF is data like any other. */
const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

/** Below this many characters a plain loop beats the call into native code. */
const short = 48;

/** Most bytes that `writeText` may need. */
export const textBound = (s: string): number => s.length * 3;

/** Writes `s` at `at`, where `textBound(s)` bytes are free; returns the position behind it. */
export function writeText(s: string, into: Uint8Array, at: number): number {
  if (s.length > short && s.isWellFormed()) return at + encoder.encodeInto(s, into.subarray(at)).written;
  let p = at;
  for (let i = 0; i < s.length; i++) {
    let c = s.charCodeAt(i);
    if (c < 0x80) {
      into[p++] = c;
      continue;
    }
    if (c < 0x800) {
      into[p++] = 0xc0 | (c >> 6);
      into[p++] = 0x80 | (c & 63);
      continue;
    }
    if (c >= 0xd800 && c < 0xdc00) {
      const low = s.charCodeAt(i + 1);
      if (low >= 0xdc00 && low < 0xe000) {
        i++;
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        into[p++] = 0xf0 | (c >> 18);
        into[p++] = 0x80 | ((c >> 12) & 63);
        into[p++] = 0x80 | ((c >> 6) & 63);
        into[p++] = 0x80 | (c & 63);
        continue;
      }
    }
    into[p++] = 0xe0 | (c >> 12);
    into[p++] = 0x80 | ((c >> 6) & 63);
    into[p++] = 0x80 | (c & 63);
  }
  return p;
}

/** The string in `from[at, end)`. Throws a WireError when these bytes are no string. */
export function readText(from: Uint8Array, at: number, end: number): string {
  if (end - at <= short && isAscii(from, at, end)) {
    if (end - at <= 8) return letters(from, at, end - at);
    if (end - at <= 16) return manyLetters(from, at, end - at);
    return Buffer.prototype.latin1Slice.call(from, at, end);
  }
  const run = from.subarray(at, end);
  try {
    return decoder.decode(run);
  } catch {
    return withLoneSurrogates(run, at);
  }
}

function isAscii(from: Uint8Array, at: number, end: number): boolean {
  for (let i = at; i < end; i++) if (from[i]! >= 0x80) return false;
  return true;
}

const {fromCharCode} = String;
/** Up to eight letters at once: a string that is made letter by letter is as many strings. */
function letters(b: Uint8Array, at: number, count: number): string {
  const c = b[at]!;
  const d = b[at + 1]!;
  const e = b[at + 2]!;
  const f = b[at + 3]!;
  switch (count) {
    case 0:
      return '';
    case 1:
      return fromCharCode(c);
    case 2:
      return fromCharCode(c, d);
    case 3:
      return fromCharCode(c, d, e);
    case 4:
      return fromCharCode(c, d, e, f);
    case 5:
      return fromCharCode(c, d, e, f, b[at + 4]!);
    case 6:
      return fromCharCode(c, d, e, f, b[at + 4]!, b[at + 5]!);
    case 7:
      return fromCharCode(c, d, e, f, b[at + 4]!, b[at + 5]!, b[at + 6]!);
    default:
      return fromCharCode(c, d, e, f, b[at + 4]!, b[at + 5]!, b[at + 6]!, b[at + 7]!);
  }
}

/** Nine to sixteen letters at once: a third of what the call into native code costs. */
function manyLetters(b: Uint8Array, at: number, count: number): string {
  const c = b[at]!;
  const d = b[at + 1]!;
  const e = b[at + 2]!;
  const f = b[at + 3]!;
  const g = b[at + 4]!;
  const h = b[at + 5]!;
  const i = b[at + 6]!;
  const j = b[at + 7]!;
  switch (count) {
    case 9:
      return fromCharCode(c, d, e, f, g, h, i, j, b[at + 8]!);
    case 10:
      return fromCharCode(c, d, e, f, g, h, i, j, b[at + 8]!, b[at + 9]!);
    case 11:
      return fromCharCode(c, d, e, f, g, h, i, j, b[at + 8]!, b[at + 9]!, b[at + 10]!);
    case 12:
      return fromCharCode(c, d, e, f, g, h, i, j, b[at + 8]!, b[at + 9]!, b[at + 10]!, b[at + 11]!);
    case 13:
      return fromCharCode(c, d, e, f, g, h, i, j, b[at + 8]!, b[at + 9]!, b[at + 10]!, b[at + 11]!, b[at + 12]!);
    case 14:
      return fromCharCode(
        c,
        d,
        e,
        f,
        g,
        h,
        i,
        j,
        b[at + 8]!,
        b[at + 9]!,
        b[at + 10]!,
        b[at + 11]!,
        b[at + 12]!,
        b[at + 13]!,
      );
    case 15:
      return fromCharCode(
        c,
        d,
        e,
        f,
        g,
        h,
        i,
        j,
        b[at + 8]!,
        b[at + 9]!,
        b[at + 10]!,
        b[at + 11]!,
        b[at + 12]!,
        b[at + 13]!,
        b[at + 14]!,
      );
    default:
      return fromCharCode(
        c,
        d,
        e,
        f,
        g,
        h,
        i,
        j,
        b[at + 8]!,
        b[at + 9]!,
        b[at + 10]!,
        b[at + 11]!,
        b[at + 12]!,
        b[at + 13]!,
        b[at + 14]!,
        b[at + 15]!,
      );
  }
}

/** Splits at the surrogates: everything between them must be proper UTF-8. */
function withLoneSurrogates(run: Uint8Array, at: number): string {
  let s = '';
  let from = 0;
  const proper = (until: number): string => {
    try {
      return decoder.decode(run.subarray(from, until));
    } catch {
      throw new WireError('text is not UTF-8', at + from);
    }
  };
  for (let i = run.indexOf(0xed); i >= 0; i = run.indexOf(0xed, i + 1)) {
    const second = run[i + 1] ?? 0;
    const third = run[i + 2] ?? 0;
    if (second < 0xa0 || second > 0xbf || third < 0x80 || third > 0xbf) continue;
    s += proper(i) + String.fromCharCode(0xd000 | ((second & 63) << 6) | (third & 63));
    from = i + 3;
  }
  return s + proper(run.length);
}

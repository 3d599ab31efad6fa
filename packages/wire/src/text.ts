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
  if (end - at <= short) {
    let s = '';
    let i = at;
    for (; i < end; i++) {
      const c = from[i] as number;
      if (c >= 0x80) break;
      s += String.fromCharCode(c);
    }
    if (i === end) return s;
  }
  const run = from.subarray(at, end);
  try {
    return decoder.decode(run);
  } catch {
    return withLoneSurrogates(run, at);
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

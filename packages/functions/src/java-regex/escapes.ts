import {LETTERED, propertyClass} from './classes.ts';

/** A code point as a JavaScript pattern that matches just it, in or out of a class. */
export const literal = (point: number): string =>
  /[A-Za-z0-9]/.test(String.fromCodePoint(point)) ? String.fromCodePoint(point) : `\\u{${point.toString(16)}}`;

const NAMED: Record<string, number> = {t: 9, n: 10, r: 13, f: 12, a: 7, e: 27};

/** An escape after its backslash: the class or literal that it means, and how long it is. */
export type Escape = {kind: 'class' | 'literal'; code: string; length: number};

/**
 * Reads the escape whose letter stands at `at`; null where it is none that
 * means one character (anchors and back references are the caller's).
 */
export function escapeAt(pattern: string, at: number): Escape | null {
  const rest = pattern.slice(at);
  const letter = rest[0];
  if (letter === undefined) throw new Error('the pattern ends with a backslash');
  if (LETTERED[letter] !== undefined) return {kind: 'class', code: LETTERED[letter], length: 1};
  if (NAMED[letter] !== undefined) return {kind: 'literal', code: literal(NAMED[letter]), length: 1};
  const property = /^[pP](?:\{([^}]*)\}|([A-Z]))/.exec(rest);
  if (property) {
    const name = property[1] ?? property[2] ?? '';
    const code = propertyClass(name, letter === 'P');
    if (code === undefined) throw new Error(`\\${property[0]} is not supported`);
    return {kind: 'class', code, length: property[0].length};
  }
  const number =
    /^x([0-9a-fA-F]{2})/.exec(rest) ?? /^u([0-9a-fA-F]{4})/.exec(rest) ?? /^x\{([0-9a-fA-F]+)\}/.exec(rest);
  if (number) return {kind: 'literal', code: codePoint(number[1]!, 16), length: number[0].length};
  const octal = /^0([0-3][0-7]{2}|[0-7]{1,2})/.exec(rest);
  if (octal) return {kind: 'literal', code: codePoint(octal[1]!, 8), length: octal[0].length};
  const control = /^c([\x21-\x7e])/.exec(rest);
  if (control) return {kind: 'literal', code: literal(control[1]!.charCodeAt(0) ^ 64), length: 2};
  if (/[A-Za-z0-9]/.test(letter)) return null;
  const point = pattern.codePointAt(at)!;
  return {kind: 'literal', code: literal(point), length: String.fromCodePoint(point).length};
}

function codePoint(digits: string, radix: number): string {
  const point = Number.parseInt(digits, radix);
  if (point > 0x10ffff) throw new Error(`${digits} is no character`);
  return literal(point);
}

import {escapeAt, literal} from './escapes.ts';

/**
 * Translates a bracketed class, from its `[` at `start`: Java's unions
 * (`[a[bc]]`) and intersections (`[a-z&&[^x]]`) are those of JavaScript's `v` flag,
 * where an operand of `&&` must be a class by itself.
 */
export function bracketAt(pattern: string, start: number): {code: string; end: number} {
  let at = start + 1;
  const negated = pattern[at] === '^';
  if (negated) at++;
  const operands: string[] = [];
  let items = '';
  let first = true;
  for (;;) {
    const c = pattern[at];
    if (c === undefined) throw new Error(`the class that starts at ${start} is not closed`);
    if (c === ']' && !first) break;
    first = false;
    if (pattern.startsWith('&&', at)) {
      operands.push(items);
      items = '';
      at += 2;
      // `[a&&]` and the like: the right side is missing.
      if (pattern[at] === ']') throw new Error(`nothing follows && in the class that starts at ${start}`);
    } else if (c === '[') {
      const inner = bracketAt(pattern, at);
      items += inner.code;
      at = inner.end;
    } else if (pattern.startsWith('\\Q', at)) {
      const end = quoteEnd(pattern, at);
      items += quoted(pattern.slice(at + 2, end.text));
      at = end.next;
    } else {
      const low = memberAt(pattern, at);
      at = low.end;
      const ranged = !low.isClass && pattern[at] === '-' && pattern[at + 1] !== ']' && pattern[at + 1] !== '[';
      if (ranged && !pattern.startsWith('&&', at + 1)) {
        const high = memberAt(pattern, at + 1);
        if (high.isClass) throw new Error(`a class cannot end the range in the class that starts at ${start}`);
        items += `${low.code}-${high.code}`;
        at = high.end;
      } else {
        items += low.code;
      }
    }
  }
  operands.push(items);
  const inside =
    operands.length === 1
      ? items
      : operands
          .filter((o) => o !== '')
          .map((o) => `[${o}]`)
          .join('&&');
  return {code: `[${negated ? '^' : ''}${inside}]`, end: at + 1};
}

/** A single character or an escaped class. */
function memberAt(pattern: string, at: number): {code: string; isClass: boolean; end: number} {
  if (pattern[at] === '\\') {
    const escape = escapeAt(pattern, at + 1);
    if (!escape) throw new Error(`\\${pattern[at + 1]} in a class is not supported`);
    return {code: escape.code, isClass: escape.kind === 'class', end: at + 1 + escape.length};
  }
  const point = pattern.codePointAt(at);
  if (point === undefined) throw new Error('a class is not closed');
  return {code: literal(point), isClass: false, end: at + String.fromCodePoint(point).length};
}

/** Where the text of `\Q...\E` ends, and what comes after it. */
export function quoteEnd(pattern: string, at: number): {text: number; next: number} {
  const end = pattern.indexOf('\\E', at + 2);
  return end < 0 ? {text: pattern.length, next: pattern.length} : {text: end, next: end + 2};
}
export const quoted = (text: string): string =>
  Array.from(text)
    .map((c) => literal(c.codePointAt(0)!))
    .join('');

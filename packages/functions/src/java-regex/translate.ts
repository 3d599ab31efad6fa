import {bracketAt, quoted, quoteEnd} from './bracket.ts';
import {LINE_ENDS} from './classes.ts';
import {escapeAt, literal} from './escapes.ts';

const START = '^';
const END = '$';
/** Before a last line end, or at the very end. */
const LAST = `(?=\\r\\n${END}|(?<!\\r)\\n${END}|[\\r\\u0085\\u2028\\u2029]?${END})`;
const LINE_START = `(?:${START}|(?<=\\n|\\r(?!\\n)|[\\u0085\\u2028\\u2029])(?=[^]))`;
const LINE_END = `(?=\\r\\n|(?<!\\r)\\n|[\\r\\u0085\\u2028\\u2029]|${END})`;
/** What word boundaries look at, unlike `\w` (until Java 19). */
const WORD = '[\\p{L}\\p{Nd}\\p{Mn}_]';
const ANCHORS: Record<string, string> = {
  b: `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`,
  B: `(?:(?<=${WORD})(?=${WORD})|(?<!${WORD})(?!${WORD}))`,
  A: START,
  z: END,
  Z: LAST,
  R: `(?:\\r\\n|[\\n\\u000b\\f\\r\\u0085\\u2028\\u2029])`,
};

/** Which flags hold, and how many groups of ours `(?i)` has opened inside the group at hand. */
type Level = {dotAll: boolean; lines: boolean; reopen: string[]};

/**
 * A java.util.regex pattern as the source of a JavaScript one (flag `v`).
 * Throws an Error that names what has no counterpart: atomic groups,
 * possessive quantifiers, `\G`, `\X`, the flags `x`, `d` and `U`.
 */
export function translate(pattern: string): string {
  const levels: Level[] = [{dotAll: false, lines: false, reopen: []}];
  let out = '';
  let at = 0;
  while (at < pattern.length) {
    const level = levels.at(-1)!;
    const c = pattern[at]!;
    switch (c) {
      case '\\': {
        const [code, end] = escaped(pattern, at);
        out += code;
        at = end;
        break;
      }
      case '[': {
        const {code, end} = bracketAt(pattern, at);
        out += code;
        at = end;
        break;
      }
      case '(': {
        const group = groupAt(pattern, at, level);
        at = group.end;
        if (group.closed) out += group.code;
        else {
          levels.push(group.level);
          out += group.code;
        }
        break;
      }
      case ')':
        if (levels.length === 1) throw new Error(`the ) at ${at} closes nothing`);
        out += ')'.repeat(level.reopen.length + 1);
        levels.pop();
        at++;
        break;
      case '|':
        out += `${')'.repeat(level.reopen.length)}|${level.reopen.join('')}`;
        at++;
        break;
      case '.':
        out += level.dotAll ? '[^]' : `[^${LINE_ENDS}]`;
        at++;
        break;
      case '^':
        out += level.lines ? LINE_START : START;
        at++;
        break;
      case '$':
        out += level.lines ? LINE_END : LAST;
        at++;
        break;
      case '*':
      case '+':
      case '?':
      case '{': {
        const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(pattern.slice(at));
        if (!quantifier) throw new Error(`the { at ${at} starts no repetition`);
        at += quantifier[0].length;
        if (pattern[at] === '+') throw new Error(`the possessive quantifier ${quantifier[0]}+ is not supported`);
        out += quantifier[0];
        break;
      }
      default: {
        const point = pattern.codePointAt(at)!;
        out += literal(point);
        at += String.fromCodePoint(point).length;
      }
    }
  }
  if (levels.length > 1) throw new Error('a group is not closed');
  return out + ')'.repeat(levels[0]!.reopen.length);
}

/** An escape outside of classes: its code, and where it ends. */
function escaped(pattern: string, at: number): [string, number] {
  if (pattern.startsWith('\\Q', at)) {
    const end = quoteEnd(pattern, at);
    return [quoted(pattern.slice(at + 2, end.text)), end.next];
  }
  const letter = pattern[at + 1] ?? '';
  const back = /^\\(?:k<[A-Za-z][A-Za-z0-9]*>|[1-9]\d*)/.exec(pattern.slice(at));
  if (back) return [`(?:${back[0]})`, at + back[0].length];
  if (letter === 'b' && pattern[at + 2] === '{') throw new Error('\\b{g} is not supported');
  const anchor = ANCHORS[letter];
  if (anchor !== undefined) return [anchor, at + 2];
  const escape = escapeAt(pattern, at + 1);
  if (!escape) throw new Error(`\\${letter} is not supported`);
  return [escape.code, at + 1 + escape.length];
}

type Group = {code: string; end: number; closed: boolean; level: Level};

function groupAt(pattern: string, at: number, outer: Level): Group {
  const rest = pattern.slice(at);
  const inner = (): Level => ({dotAll: outer.dotAll, lines: outer.lines, reopen: []});
  const plain = /^\((?:\?(?::|=|!|<=|<!|<[A-Za-z][A-Za-z0-9]*>))?(?!\?)/.exec(rest);
  if (plain) return {code: plain[0], end: at + plain[0].length, closed: false, level: inner()};
  if (rest.startsWith('(?>')) throw new Error('the atomic group (?>...) is not supported');
  const flags = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/.exec(rest);
  if (!flags) throw new Error(`the group at ${at} is of an unknown kind`);
  const [whole, on = '', off = '', last] = flags;
  const unknown = /[^imsu]/.exec(on + off);
  if (unknown) throw new Error(`the flag (?${unknown[0]}) is not supported`);
  const level = last === ')' ? outer : inner();
  for (const [letters, value] of [
    [on, true],
    [off, false],
  ] as const) {
    if (letters.includes('s')) level.dotAll = value;
    if (letters.includes('m')) level.lines = value;
  }
  const fold = on.includes('i') ? '(?i:' : off.includes('i') ? '(?-i:' : '';
  const end = at + whole.length;
  if (last === ':') return {code: fold || '(?:', end, closed: false, level};
  // `(?i)` holds up to the end of its group, across alternatives.
  if (fold !== '') outer.reopen.push(fold);
  return {code: fold, end, closed: true, level};
}

import {translate} from './translate.ts';

/** A Java pattern, ready to match as Java matches. */
export type JavaRegex = {
  /** All matches from left to right, empty ones included. */
  all(text: string): IterableIterator<RegExpExecArray>;
  /** The first match. */
  first(text: string): RegExpExecArray | null;
  /** Whether the whole text matches. */
  whole(text: string): boolean;
};

const LIMIT = 500;
const known = new Map<string, JavaRegex>();

/** Throws an Error with a reason for what Java refuses, or what has no counterpart here. */
export function javaRegex(pattern: string): JavaRegex {
  const found = known.get(pattern);
  if (found) return found;
  const made = compile(pattern);
  if (known.size >= LIMIT) known.clear();
  known.set(pattern, made);
  return made;
}

function compile(pattern: string): JavaRegex {
  let source: string;
  try {
    source = translate(pattern);
    const whole = new RegExp(`^(?:${source})$`, 'v');
    const first = new RegExp(source, 'v');
    const all = new RegExp(source, 'gv');
    return {all: (text) => text.matchAll(all), first: (text) => first.exec(text), whole: (text) => whole.test(text)};
  } catch (error) {
    const reason = (error as Error).message.replace(/^Invalid regular expression: .*: /s, '');
    throw new Error(`'${pattern}' is no regular expression that can be used: ${reason}`, {cause: error});
  }
}

/** Java's `String.split`: trailing empty parts are dropped, so is an empty match at the start. */
export function javaSplit(text: string, regex: JavaRegex): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const match of regex.all(text)) {
    const end = match.index + match[0].length;
    if (end === 0 || (match[0] === '' && match.index === text.length)) continue;
    parts.push(text.slice(from, match.index));
    from = end;
  }
  if (from === 0 && parts.length === 0) return [text];
  parts.push(text.slice(from));
  while (parts.at(-1) === '') parts.pop();
  return parts;
}

/** Java's `Matcher.replaceAll`, or `replaceFirst` with `limit` 1: `$1`, `${name}` and `\` have a meaning. */
export function javaReplace(text: string, regex: JavaRegex, replacement: string, limit = Infinity): string {
  let out = '';
  let from = 0;
  let done = 0;
  for (const match of regex.all(text)) {
    if (done++ >= limit) break;
    out += text.slice(from, match.index) + expand(replacement, match);
    from = match.index + match[0].length;
  }
  return out + text.slice(from);
}

function expand(replacement: string, match: RegExpExecArray): string {
  let out = '';
  for (let at = 0; at < replacement.length; at++) {
    const c = replacement[at]!;
    if (c === '\\') {
      at++;
      if (at >= replacement.length) throw new Error('the replacement ends with a backslash');
      out += replacement[at]!;
    } else if (c === '$') {
      const rest = replacement.slice(at + 1);
      const name = /^\{([A-Za-z][A-Za-z0-9]*)\}/.exec(rest);
      if (name) {
        if (!Object.hasOwn(match.groups ?? {}, name[1]!)) throw new Error(`there is no group {${name[1]}}`);
        out += match.groups![name[1]!] ?? '';
        at += name[0].length;
      } else {
        const digits = groupDigits(rest, match.length);
        out += match[Number(digits)] ?? '';
        at += digits.length;
      }
    } else {
      out += c;
    }
  }
  return out;
}

/** As many digits as there are groups for. */
function groupDigits(rest: string, groups: number): string {
  const all = /^\d+/.exec(rest)?.[0];
  if (all === undefined) throw new Error('$ in the replacement must be followed by a group');
  let digits = all[0]!;
  if (Number(digits) >= groups) throw new Error(`there is no group ${digits}`);
  while (digits.length < all.length && Number(all.slice(0, digits.length + 1)) < groups)
    digits = all.slice(0, digits.length + 1);
  return digits;
}

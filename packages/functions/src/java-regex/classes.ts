/** Java's predefined classes as JavaScript, each fit to stand inside brackets. */
export const LINE_ENDS = '\\n\\r\\u0085\\u2028\\u2029';
const HORIZONTAL = ' \\t\\u00a0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000';
const VERTICAL = '\\n\\u000b\\f\\r\\u0085\\u2028\\u2029';
const SPACE = ' \\t\\n\\u000b\\f\\r';

/** `\d`, `\s` and so on; Java's are ASCII, but for `\h` and `\v`. */
export const LETTERED: Record<string, string> = {
  d: '[0-9]',
  D: '[^0-9]',
  w: '[a-zA-Z_0-9]',
  W: '[^a-zA-Z_0-9]',
  s: `[${SPACE}]`,
  S: `[^${SPACE}]`,
  h: `[${HORIZONTAL}]`,
  H: `[^${HORIZONTAL}]`,
  v: `[${VERTICAL}]`,
  V: `[^${VERTICAL}]`,
};

const POSIX: Record<string, string> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\u0000-\\u007f',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '\\u0021-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u007e',
  Graph: '\\u0021-\\u007e',
  Print: '\\u0020-\\u007e',
  Blank: ' \\t',
  Cntrl: '\\u0000-\\u001f\\u007f',
  XDigit: '0-9a-fA-F',
  Space: SPACE,
};
const BINARY: Record<string, string> = {
  Alphabetic: 'Alphabetic',
  Ideographic: 'Ideographic',
  Letter: 'L',
  Lowercase: 'Lowercase',
  Uppercase: 'Uppercase',
  Titlecase: 'Lt',
  Punctuation: 'P',
  Control: 'Cc',
  White_Space: 'White_Space',
  Digit: 'Nd',
  Hex_Digit: 'Hex_Digit',
  Emoji: 'Emoji',
};

/** `\p{name}` (or `\P`, negated); undefined where there is no such class in JavaScript. */
export function propertyClass(name: string, negated: boolean): string | undefined {
  const posix = POSIX[name];
  if (posix !== undefined) return `[${negated ? '^' : ''}${posix}]`;
  const [key = '', value] = name.split('=');
  const candidates =
    value === undefined
      ? name.startsWith('Is')
        ? [BINARY[name.slice(2)] ?? '', name.slice(2), `Script=${name.slice(2)}`]
        : [name]
      : [
          /^(sc|script)$/i.test(key)
            ? `Script=${value}`
            : /^(gc|general_category)$/i.test(key)
              ? `General_Category=${value}`
              : '',
        ];
  for (const candidate of candidates) {
    const code = `\\${negated ? 'P' : 'p'}{${candidate}}`;
    if (candidate !== '' && compiles(code)) return code;
  }
  return undefined;
}

function compiles(source: string): boolean {
  try {
    return new RegExp(source, 'v').source !== '';
  } catch {
    return false;
  }
}

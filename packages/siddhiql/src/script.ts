/**
 * Where the `{` at `open` closes: the offset after its `}`, or -1.
 *
 * Knows no language: quotes that close on their line, `//` and block comments
 * hide braces, as in most. An apostrophe without a partner is a character.
 */
export function scriptEnd(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '{') depth++;
    else if (character === '}') {
      depth--;
      if (depth === 0) return i + 1;
    } else if (character === '"' || character === "'") {
      i = quoteEnd(text, i);
    } else if (text.startsWith('//', i)) {
      while (i + 1 < text.length && text[i + 1] !== '\n' && text[i + 1] !== '\r') i++;
    } else if (text.startsWith('/*', i)) {
      const close = text.indexOf('*/', i + 2);
      if (close < 0) return -1;
      i = close + 1;
    }
  }
  return -1;
}

/** The offset of the closing quote on the same line, or `at` when there is none. */
function quoteEnd(text: string, at: number): number {
  const quote = text.charAt(at);
  for (let i = at + 1; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === quote) return i;
    if (character === '\n' || character === '\r') return at;
    if (character === '\\') i++;
  }
  return at;
}

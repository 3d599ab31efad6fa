/**
 * The module names that a TypeScript source imports or exports from, types
 * included, in order. What stands in comments, strings, templates and regular
 * expressions is none.
 */
export function sourceImports(text: string): string[] {
  const found: string[] = [];
  const tokens = tokensOf(text);
  for (const [i, token] of tokens.entries()) {
    if (!/^['"]/.test(token)) continue;
    const before = tokens[i - 1];
    const called = before === '(' && tokens[i - 2] === 'import';
    if (before === 'from' || before === 'import' || called) found.push(token.slice(1, -1));
  }
  return found;
}

/** Words, numbers, strings and single signs; comments, blanks and the insides of templates are left out. */
function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  /** For each open template, how many braces are open in its `${`. */
  const templates: number[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const token = pattern.exec(text)?.[0];
    if (token !== undefined) at += token.length;
    return token;
  };
  while (at < text.length) {
    if (take(blank) !== undefined) continue;
    const open = templates.at(-1);
    let token = (startsRegExp(tokens) ? take(regExp) : undefined) ?? take(word) ?? take(quoted);
    if (token === undefined) {
      token = text[at++] ?? '';
      if (token === '`' || (token === '}' && open === 0)) {
        if (token === '}') templates.pop();
        if (take(templatePart)?.endsWith('${')) templates.push(0);
        token = '`';
      } else if (token === '{' && open !== undefined) templates[templates.length - 1] = open + 1;
      else if (token === '}' && open !== undefined) templates[templates.length - 1] = open - 1;
    }
    tokens.push(token);
  }
  return tokens;
}

const blank = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))+/y;
const word = /[\w$#]+/y;
const quoted = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y;
const regExp = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
/** Up to the end of the template or to its next `${`. */
const templatePart = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y;

/** A slash divides behind a value and starts a regular expression elsewhere. */
function startsRegExp(tokens: readonly string[]): boolean {
  const before = tokens.at(-1);
  if (before === undefined || /^(?:return|typeof|case|in|of|do|else|void|delete|yield|await|throw)$/.test(before))
    return true;
  return !/^[\w$#'"`\])}/]/.test(before);
}

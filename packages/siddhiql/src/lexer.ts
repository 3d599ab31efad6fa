import {places} from './place.ts';
import {scriptEnd} from './script.ts';
import type {Token, TokenType} from './token.ts';

/**
 * The tokens of `text`; the last one is `end`, or `bad` where no token can
 * start. A bad token is not thrown: an error before it must be told first.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const place = places(text);
  let end = 0; // of the newest token: where "the end of the text" points
  const push = (type: TokenType, key: string, value: string, from: number, to: number): void => {
    tokens.push({type, key, value, at: place(from, to)});
    end = to;
  };

  let i = 0;
  while (i < text.length) {
    const next = skipBlank(text, i);
    if (next > i) {
      i = next;
      continue;
    }
    const code = text.charCodeAt(i);
    const start = i;
    if (isWordStart(code)) {
      i = wordEnd(text, i + 1);
      const word = text.slice(start, i);
      push('word', word.toLowerCase(), word, start, i);
    } else if (isDigit(code) || (code === DOT && isDigit(text.charCodeAt(i + 1)))) {
      const number = numberAt(text, i);
      i = number.end;
      push(number.type, '', text.slice(start, number.valueEnd), start, i);
    } else if (code === SINGLE || code === DOUBLE || code === BACK || code === BRACE) {
      const quoted = quotedAt(text, i);
      push(quoted.type, '', quoted.value, start, quoted.end);
      if (quoted.type === 'bad') return tokens;
      i = quoted.end;
    } else {
      const symbol = symbolAt(text, i);
      if (symbol === undefined) {
        const character = String.fromCodePoint(text.codePointAt(i) ?? 0);
        push('bad', '', badCharacter(character), start, i + character.length);
        return tokens;
      }
      i += symbol.length;
      push('symbol', symbol, symbol, start, i);
    }
  }
  push('end', '', '', end, end);
  return tokens;
}

const DOT = 46;
const SINGLE = 39;
const DOUBLE = 34;
const BACK = 96;
const BRACE = 123;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isWordStart = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
const isWordPart = (code: number): boolean => isWordStart(code) || isDigit(code);

function wordEnd(text: string, from: number): number {
  let i = from;
  while (isWordPart(text.charCodeAt(i))) i++;
  return i;
}

/** White space, `-- …` and block comments; an open block comment runs to the end. */
function skipBlank(text: string, from: number): number {
  let i = from;
  for (;;) {
    const code = text.charCodeAt(i);
    if (code === 32 || (code >= 9 && code <= 13)) i++;
    else if (text.startsWith('--', i)) {
      while (i < text.length && text[i] !== '\n' && text[i] !== '\r') i++;
    } else if (text.startsWith('/*', i)) {
      const close = text.indexOf('*/', i + 2);
      i = close < 0 ? text.length : close + 2;
    } else return i;
  }
}

function digitsEnd(text: string, from: number): number {
  let i = from;
  while (isDigit(text.charCodeAt(i))) i++;
  return i;
}

type NumberToken = {type: 'int' | 'long' | 'float' | 'double'; valueEnd: number; end: number};

/** A suffix counts only where the word ends, so that `5days` is five days and not `5d` with something behind it. */
function numberAt(text: string, from: number): NumberToken {
  let i = digitsEnd(text, from);
  let whole = true;
  const suffixAt = (at: number, letters: string): boolean =>
    at < text.length && letters.includes(text.charAt(at)) && !isWordPart(text.charCodeAt(at + 1));
  if (text.charCodeAt(i) === DOT && isDigit(text.charCodeAt(i + 1))) {
    i = digitsEnd(text, i + 1);
    whole = false;
  } else if (text.charCodeAt(i) === DOT && suffixAt(i + 1, 'dD')) {
    return {type: 'double', valueEnd: i, end: i + 2};
  }
  const exponent = /[eE][+-]?\d+/y;
  exponent.lastIndex = i;
  if (exponent.test(text)) {
    i = exponent.lastIndex;
    whole = false;
  }
  if (suffixAt(i, 'fF')) return {type: 'float', valueEnd: i, end: i + 1};
  if (suffixAt(i, 'dD')) return {type: 'double', valueEnd: i, end: i + 1};
  if (whole && suffixAt(i, 'lL')) return {type: 'long', valueEnd: i, end: i + 1};
  return {type: whole ? 'int' : 'double', valueEnd: i, end: i};
}

type QuotedToken = {type: 'string' | 'quoted' | 'script' | 'bad'; value: string; end: number};

function quotedAt(text: string, start: number): QuotedToken {
  const bad = (value: string, end = start + 1): QuotedToken => ({type: 'bad', value, end});
  const quote = text.charAt(start);
  if (quote === '{') {
    const end = scriptEnd(text, start);
    return end < 0 ? bad("this '{' has no closing '}'") : {type: 'script', value: text.slice(start + 1, end - 1), end};
  }
  if (text.startsWith('"""', start)) {
    const close = text.indexOf('"""', start + 3);
    if (close < 0) return bad('the string that starts here has no closing """', start + 3);
    return {type: 'string', value: text.slice(start + 3, close), end: close + 3};
  }
  if (quote === '`') {
    const close = text.indexOf('`', start + 1);
    if (close < 0) return bad('the name that starts here has no closing `');
    if (close === start + 1) return bad('a name between back-quotes cannot be empty', start + 2);
    return {type: 'quoted', value: text.slice(start + 1, close), end: close + 1};
  }
  for (let i = start + 1; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === quote) return {type: 'string', value: text.slice(start + 1, i), end: i + 1};
    if (character === '"') return bad(`a string in ' cannot hold a "; put it between """`, i + 1);
    if (character < ' ') {
      const what =
        character === '\n' || character === '\r' ? 'end of line' : character === '\t' ? 'tab' : 'control character';
      return bad(`a string in ${quote} cannot hold the ${what}; close it, or put it between """`, i);
    }
  }
  return bad(`the string that starts here has no closing ${quote}`);
}

const doubles = ['->', '<=', '>=', '==', '!='];
const singles = ':;.()[],=*+?-/%<>@#!';

function symbolAt(text: string, at: number): string | undefined {
  if (text.startsWith('...', at)) return '...';
  const two = text.slice(at, at + 2);
  if (doubles.includes(two)) return two;
  const one = text.charAt(at);
  return singles.includes(one) ? one : undefined;
}

function badCharacter(character: string): string {
  const meant = character === '&' ? "'and'" : character === '|' ? "'or'" : undefined;
  if (meant) return `the character '${character}' has no meaning here; write ${meant}`;
  if (character === '$')
    return "the character '$' has no meaning here; a variable is written ${name}, of letters, digits and _";
  if (character === '}') return "this '}' closes nothing";
  const code = character.codePointAt(0) ?? 0;
  if (code < 33 || (code >= 127 && code <= 160) || code === 0xfeff) {
    return `the invisible character U+${code.toString(16).toUpperCase().padStart(4, '0')} has no meaning here`;
  }
  const hint = code > 127 ? '; a name with it must stand between back-quotes' : '';
  return `the character '${character}' has no meaning here${hint}`;
}

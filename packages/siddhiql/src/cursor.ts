import {must} from '@tandem/base';
import type {Span} from './ast.ts';
import {didYouMean} from './did-you-mean.ts';
import {SiddhiAppError} from './error.ts';
import {tokenize} from './lexer.ts';
import {keywords, type Token} from './token.ts';

/** Deep enough for any program, shallow enough that neither this parser nor a reader of its trees runs out of stack. */
const DEEPEST = 200;
/** Operators in one expression with all its parts, or elements of one pattern: n of them can make a tree n deep. */
export const LONGEST_CHAIN = 2000;

/** A place in the tokens of a text; every refusal of the parser is thrown from here. */
export class Cursor {
  readonly text: string;
  readonly #tokens: Token[];
  #position = 0;
  #depth = 0;
  /** The token that starts a function argument: only there may an event stand for itself. */
  argument: Token | undefined;
  /** Operators met since the outermost expression began. */
  operators = 0;

  constructor(text: string) {
    this.text = text;
    this.#tokens = tokenize(text);
  }

  get token(): Token {
    return this.peek(0);
  }
  /** The token `ahead` of the current one; past the end, the last. */
  peek(ahead = 1): Token {
    return must(this.#tokens[Math.min(this.#position + ahead, this.#tokens.length - 1)], 'a last token');
  }
  /** Whether the next tokens are these keywords or symbols. */
  is(...keys: string[]): boolean {
    return keys.every((key, ahead) => this.peek(ahead).key === key);
  }
  isOneOf(keys: ReadonlySet<string>): boolean {
    return keys.has(this.token.key);
  }
  take(): Token {
    const token = this.token;
    if (this.#position < this.#tokens.length - 1) this.#position++;
    return token;
  }
  accept(key: string): boolean {
    if (!this.is(key)) return false;
    this.take();
    return true;
  }
  /** Takes the keyword or symbol, or tells what else (`also`) could have stood there. */
  expect(key: string, ...also: string[]): Token {
    if (!this.is(key)) this.fail(`'${key}'`, ...also);
    return this.take();
  }
  expectEnd(...also: string[]): void {
    if (this.token.type !== 'end') this.fail(...also, 'the end of the text');
  }

  /** Any name: plain, back-quoted, or a keyword that here is none. */
  isName(ahead = 0): boolean {
    const {type} = this.peek(ahead);
    return type === 'word' || type === 'quoted';
  }
  name(what: string): string {
    if (!this.isName()) this.fail(what);
    return this.take().value;
  }
  /** A name that may not be a bare keyword. */
  id(what: string): string {
    const {type, key, value, at} = this.token;
    if (type === 'word' && keywords.has(key))
      this.refuse(`'${value}' is a keyword; as ${what} put it between back-quotes`, at);
    return this.name(what);
  }
  string(what: string): string {
    if (this.token.type !== 'string') this.fail(what);
    return this.take().value;
  }

  /** From the start of `first` to the end of the newest token taken. */
  since(first: Token): Span {
    const last = this.#tokens[this.#position - 1] ?? first;
    const {start, line, column} = first.at;
    if (last.at.end < start) return first.at;
    return {start, end: last.at.end, line, column, endLine: last.at.endLine, endColumn: last.at.endColumn};
  }
  mark(): number {
    return this.#position;
  }
  reset(mark: number): void {
    this.#position = mark;
  }
  /** Runs `parse` one level deeper. */
  nested<T>(parse: () => T): T {
    this.#depth++;
    if (this.#depth > DEEPEST) this.refuse(`this is nested more than ${DEEPEST} levels deep`, this.token.at);
    const result = parse();
    this.#depth--;
    return result;
  }

  fail(...expected: string[]): never {
    const {token} = this;
    if (token.type === 'bad') this.refuse(token.value, token.at);
    this.refuse(
      `expected ${list(expected)} but found ${this.#found()}${this.#hint() || this.#meant(expected)}`,
      token.at,
    );
  }
  refuse(reason: string, at: Span): never {
    throw new SiddhiAppError('syntax', reason, at, this.text);
  }

  #found(): string {
    const {type, at} = this.token;
    if (type === 'end') return 'the end of the text';
    const written = this.text.slice(at.start, at.end);
    const short = written.length > 40 ? `${written.slice(0, 37)}...` : written;
    if (type === 'string') return `the string ${short}`;
    if (type === 'script') return "'{'";
    if (type === 'quoted') return `the name ${short}`;
    return type === 'word' || type === 'symbol' ? `'${short}'` : `the number ${short}`;
  }
  /** A keyword among what was expected that is written much like the word found. */
  #meant(expected: readonly string[]): string {
    const {type, value} = this.token;
    if (type !== 'word') return '';
    const words = expected.flatMap((each) => [...each.matchAll(/'([a-z]+)/g)].map(([, word]) => word ?? ''));
    const near = didYouMean(value, words);
    const begun = words.find((word) => word.length > 2 && value.toLowerCase().startsWith(word));
    return near === '' && begun !== undefined ? `: did you mean '${begun}'?` : near;
  }
  /** What users of other languages meant. */
  #hint(): string {
    const before = this.#tokens[this.#position - 1];
    if (this.is('=')) return " (equality is written '==')";
    if (this.is('>') && before?.key === '<') return " (inequality is written '!=')";
    if (this.is('/') && (this.peek().key === '/' || before?.key === '/')) return " (a comment starts with '--')";
    if (this.token.value.toLowerCase() === 'where')
      return " (a condition stands in '[...]' after the stream, or in 'having')";
    if (this.is('!')) return " (negation is written 'not')";
    return '';
  }
}

/** "a", "a or b", "a, b or c". */
function list(items: string[]): string {
  const last = must(items.at(-1), 'something is expected');
  return items.length === 1 ? last : `${items.slice(0, -1).join(', ')} or ${last}`;
}

import type {Span} from './ast.ts';

export type TokenType =
  | 'word'
  | 'quoted'
  | 'symbol'
  | 'int'
  | 'long'
  | 'float'
  | 'double'
  | 'string'
  | 'script'
  | 'end'
  | 'bad';

export type Token = {
  type: TokenType;
  /** What the grammar compares with: a word in lower case, a symbol; empty for all others, so that a quoted name is never a keyword. */
  key: string;
  /** The value: a name or string without its quotes, a number without its suffix, a body without its braces; for `bad` the reason. */
  value: string;
  at: Span;
};

/** Words with a meaning of their own. Nearly all may still name a stream or an attribute (`name`), none a trigger (`id`). */
export const keywords: ReadonlySet<string> = new Set(
  (
    'stream define function trigger table app from partition window select group by order limit offset asc desc having ' +
    'insert delete update set return events into output expired current snapshot for raw of as at or and in on is not ' +
    'within with begin end null every last all first join inner outer right left full unidirectional ' +
    'year years month months week weeks day days hour hours min minute minutes sec second seconds ' +
    'millisec millisecond milliseconds false true string int long float double bool object aggregation aggregate per'
  ).split(' '),
);

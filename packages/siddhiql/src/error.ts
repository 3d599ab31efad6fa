import type {Span} from './ast.ts';

/**
 * What a user's SiddhiQL is refused for.
 *
 * - `syntax`: the text is no SiddhiQL;
 * - `validation`: it says something that cannot be (unknown stream, wrong type);
 * - `creation`: it is meaningful but this engine refuses or cannot do it;
 * - `runtime`: an event failed in a query.
 */
export type SiddhiAppErrorKind = 'syntax' | 'validation' | 'creation' | 'runtime';

/** `line` and `column` count from 1; `offset` is in UTF-16 units from 0. */
export class SiddhiAppError extends Error {
  override readonly name = 'SiddhiAppError';
  readonly kind: SiddhiAppErrorKind;
  readonly line: number;
  readonly column: number;
  readonly span: Span | undefined;
  /** What the message says without place and caret. */
  readonly reason: string;

  constructor(kind: SiddhiAppErrorKind, reason: string, span?: Span, text?: string) {
    super(span && text !== undefined ? `${reason}\n${excerpt(text, span)}` : reason);
    this.kind = kind;
    this.reason = reason;
    this.span = span;
    this.line = span?.line ?? 1;
    this.column = span?.column ?? 1;
  }
}

/**
 * The offending line with a caret under it:
 *
 *     line 3, column 14
 *       from Ordes select *
 *            ^^^^^
 */
export function excerpt(text: string, span: Span): string {
  const line = text.split(/\r\n|\r|\n/)[span.line - 1] ?? '';
  const width =
    span.endLine === span.line ? Math.max(1, span.endColumn - span.column) : Math.max(1, line.length - span.column + 1);
  const pad = line.slice(0, span.column - 1).replace(/[^\t]/g, ' ');
  return `line ${span.line}, column ${span.column}\n  ${line}\n  ${pad}${'^'.repeat(width)}`;
}

import type {AnonymousInput, Input, Query} from './ast.ts';
import type {Cursor} from './cursor.ts';
import {joinInput, startsJoin} from './joins.ts';
import {startsAbsent, startsEvery, stateInput} from './patterns.ts';
import {handlers, singleInput} from './sources.ts';

/** What stands after `from`: what follows its first source decides what it is. */
export function input(c: Cursor, query: (c: Cursor) => Query): Input {
  if (c.is('(', 'from') && (c.isName(2) || ['(', '#', '!'].includes(c.peek(2).key))) return anonymous(c, query);
  if (c.is('(') || startsEvery(c) || startsAbsent(c) || (c.isName() && c.peek().key === '=')) return stateInput(c);
  const start = c.mark();
  const single = singleInput(c);
  if (startsJoin(c)) {
    c.reset(start);
    return joinInput(c);
  }
  if (c.isOneOf(stateSigns)) {
    c.reset(start);
    return stateInput(c);
  }
  return single;
}

const stateSigns: ReadonlySet<string> = new Set(['->', ',', '<', '*', '+', '?', 'and', 'or']);

/** `(from S select a return)`. */
function anonymous(c: Cursor, query: (c: Cursor) => Query): AnonymousInput {
  const first = c.take();
  const inner = c.nested(() => query(c));
  if (inner.output.kind !== 'return') c.refuse("a query in parentheses ends with 'return'", inner.output.at);
  c.expect(')');
  return {kind: 'anonymous', query: inner, handlers: handlers(c, 'anywhere'), at: c.since(first)};
}

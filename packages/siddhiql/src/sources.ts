import type {Handler, SingleInput, SourceRef} from './ast.ts';
import type {Cursor} from './cursor.ts';
import {call, expression} from './expressions.ts';
import {sourcePrefix} from './references.ts';

/** `S`, `#S`, `!S`. */
export function sourceRef(c: Cursor, what: string): SourceRef {
  const first = c.token;
  const prefix = sourcePrefix(c);
  const id = c.name(what);
  return {kind: 'source', id, prefix, at: c.since(first)};
}

export function startsSource(c: Cursor, ahead = 0): boolean {
  return c.isName(ahead) || ((c.peek(ahead).key === '#' || c.peek(ahead).key === '!') && c.isName(ahead + 1));
}

/** Where the one window of a source may stand: among the handlers, behind them, or nowhere. */
export type WindowPlace = 'anywhere' | 'last' | 'nowhere';

export function handlers(c: Cursor, place: WindowPlace): Handler[] {
  const found: Handler[] = [];
  let window = false;
  while (c.is('[') || c.is('#')) {
    const first = c.token;
    if (window && place === 'last')
      c.refuse('in a join the window is the last of its source; filter before it', first.at);
    const handler = one(c);
    if (handler.kind === 'windowHandler') {
      if (place === 'nowhere') c.refuse('a stream of a pattern or sequence takes no window', handler.at);
      if (window) c.refuse('a stream takes one window only', handler.at);
      window = true;
    }
    found.push(handler);
  }
  return found;
}

function one(c: Cursor): Handler {
  const first = c.token;
  const hash = c.accept('#');
  if (c.accept('[')) {
    const condition = expression(c);
    c.expect(']', 'an operator');
    return {kind: 'filter', condition, hash, at: c.since(first)};
  }
  if (c.is('window', '.')) {
    c.take();
    c.take();
    const window = call(c, 'the type of a window');
    return {kind: 'windowHandler', call: window, at: c.since(first)};
  }
  const step = call(c, "'window', '[' or the name of a stream function");
  return {kind: 'streamFunction', call: step, at: c.since(first)};
}

export function singleInput(c: Cursor): SingleInput {
  const first = c.token;
  const source = sourceRef(c, 'the name of a stream');
  return {kind: 'single', source, handlers: handlers(c, 'anywhere'), at: c.since(first)};
}

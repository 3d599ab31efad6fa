import type {JoinInput, JoinSide} from './ast.ts';
import type {Cursor} from './cursor.ts';
import {expression} from './expressions.ts';
import {handlers, sourceRef} from './sources.ts';
import type {Token} from './token.ts';

const joinWords: ReadonlySet<string> = new Set([
  'join',
  'inner',
  'left',
  'right',
  'full',
  'outer',
  'unidirectional',
  'as',
]);

/** Whether what follows a source makes it the left side of a join. */
export function startsJoin(c: Cursor): boolean {
  return c.isOneOf(joinWords);
}

export function joinInput(c: Cursor): JoinInput {
  const first = c.token;
  const left = joinSide(c);
  const leftOnly = c.accept('unidirectional');
  const type = joinType(c, left);
  const right = joinSide(c);
  const again = c.token;
  const rightOnly = c.accept('unidirectional');
  if (leftOnly && rightOnly) c.refuse("only one side of a join can be 'unidirectional'", again.at);
  const on = c.accept('on') ? {on: expression(c)} : {};
  const span = aggregationSpan(c, 'within');
  if (startsJoin(c)) c.refuse('a join has two sources; join the result of this query in a second one', c.token.at);
  return {
    kind: 'join',
    type,
    left,
    right,
    ...(leftOnly ? {unidirectional: 'left' as const} : rightOnly ? {unidirectional: 'right' as const} : {}),
    ...on,
    ...span,
    at: c.since(first),
  };
}

function joinSide(c: Cursor): JoinSide {
  const first = c.token;
  const source = sourceRef(c, 'the name of a stream, table, window or aggregation');
  const steps = handlers(c, 'last');
  const alias = c.accept('as') ? {alias: c.name('an alias')} : {};
  if ('alias' in alias && (c.is('#') || c.is('[')))
    c.refuse('the alias stands behind the filters and the window', c.since(first));
  return {kind: 'joinSide', source, handlers: steps, ...alias, at: c.since(first)};
}

function joinType(c: Cursor, left: JoinSide): JoinInput['type'] {
  const outer = (type: 'left' | 'right' | 'full'): JoinInput['type'] => {
    c.take();
    c.expect('outer');
    c.expect('join');
    return type;
  };
  switch (c.token.key) {
    case 'join':
      c.take();
      return 'join';
    case 'inner':
      c.take();
      c.expect('join');
      return 'inner';
    case 'left':
      return outer('left');
    case 'right':
      return outer('right');
    case 'full':
      return outer('full');
    case 'outer':
      return c.refuse("say which outer join: 'left outer join', 'right outer join' or 'full outer join'", c.token.at);
    default:
      if (left.alias !== undefined)
        c.refuse(`only a source of a join takes an alias, and after 'as ${left.alias}' comes no join`, left.at);
      return c.fail("'join'", "'inner join'", "'left outer join'", "'right outer join'", "'full outer join'");
  }
}

/**
 * `within a[, b] per c`, for aggregations. A `per` needs its `within`; whether
 * the `within` needs its `per` is up to the caller: `both` refuses it here.
 */
export function aggregationSpan(c: Cursor, needs: 'within' | 'both'): Pick<JoinInput, 'within' | 'per'> {
  if (c.is('per')) c.refuse("'per' needs 'within' before it", c.token.at);
  const first: Token = c.token;
  if (!c.accept('within')) return {};
  const within = [expression(c)];
  if (c.accept(',')) within.push(expression(c));
  if (c.accept('per')) return {within, per: expression(c)};
  if (needs === 'both') c.refuse("'within' needs 'per' after it", first.at);
  return {within};
}

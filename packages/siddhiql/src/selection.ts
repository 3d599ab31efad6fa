import type {OrderBy, SelectItem, Selection, Variable} from './ast.ts';
import type {Cursor} from './cursor.ts';
import {attributeReference, expression} from './expressions.ts';

/** `select … group by … having … order by … limit … offset …`, in this order; `grouping` stops after `group by`. */
export function selection(c: Cursor, extent: 'all' | 'grouping' = 'all'): Selection {
  const first = c.expect('select');
  const items = selectItems(c);
  const groupBy: Variable[] = [];
  if (c.accept('group')) {
    c.expect('by');
    do groupBy.push(attributeReference(c, 'an attribute'));
    while (c.accept(','));
  }
  if (extent === 'grouping') return {kind: 'select', items, groupBy, orderBy: [], at: c.since(first)};
  const having = c.accept('having') ? expression(c) : undefined;
  const orderBy = orderItems(c);
  const limit = c.accept('limit') ? expression(c) : undefined;
  const offset = c.accept('offset') ? expression(c) : undefined;
  refuseLateClause(c);
  return {
    kind: 'select',
    items,
    groupBy,
    ...(having ? {having} : {}),
    orderBy,
    ...(limit ? {limit} : {}),
    ...(offset ? {offset} : {}),
    at: c.since(first),
  };
}

function selectItems(c: Cursor): Selection['items'] {
  if (c.is('*')) {
    const star = c.take();
    if (c.is(',')) c.refuse("'*' selects every attribute: it cannot be mixed with others", star.at);
    return '*';
  }
  const items: SelectItem[] = [];
  do items.push(selectItem(c));
  while (c.accept(','));
  return items;
}

/** Only a bare attribute has a name of its own; everything else needs `as`. */
function selectItem(c: Cursor): SelectItem {
  if (c.is('*')) c.refuse("'*' selects every attribute: it cannot be mixed with others", c.token.at);
  const first = c.token;
  if (c.is('insert', 'into')) c.fail('an attribute or an expression');
  const value = expression(c);
  const bare = value.kind === 'variable' && first.key !== '(';
  if (!c.accept('as')) {
    if (!bare) c.fail("'as' and a name for this expression", 'an operator');
    return {kind: 'item', expression: value, at: c.since(first)};
  }
  const as = c.name('a name');
  return {kind: 'item', expression: value, as, at: c.since(first)};
}

function orderItems(c: Cursor): OrderBy[] {
  const found: OrderBy[] = [];
  if (!c.accept('order')) return found;
  c.expect('by');
  do {
    const first = c.token;
    const variable = attributeReference(c, 'an attribute');
    const order = c.is('asc') || c.is('desc') ? (c.take().key as 'asc' | 'desc') : undefined;
    found.push({kind: 'orderBy', variable, ...(order ? {order} : {}), at: c.since(first)});
  } while (c.accept(','));
  return found;
}

const clauses: ReadonlySet<string> = new Set(['group', 'having', 'order', 'limit', 'offset']);

function refuseLateClause(c: Cursor): void {
  if (!c.isOneOf(clauses)) return;
  c.refuse(
    `'${c.token.value}' stands too late: the order is select, group by, having, order by, limit, offset, each once`,
    c.token.at,
  );
}

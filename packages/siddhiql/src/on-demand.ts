import type {OnDemandQuery} from './ast.ts';
import type {Cursor} from './cursor.ts';
import {expression} from './expressions.ts';
import {aggregationSpan} from './joins.ts';
import {outputAction} from './outputs.ts';
import {selection} from './selection.ts';

/** `from T on … select …`, or `[select …]` and a change of a table. */
export function onDemandQuery(c: Cursor): OnDemandQuery {
  const first = c.token;
  if (c.is('from')) {
    const from = store(c);
    const select = c.is('select') ? {select: selection(c)} : {};
    return {kind: 'onDemand', from, ...select, at: c.since(first)};
  }
  const select = c.is('select') ? {select: selection(c)} : {};
  const hasSelect = 'select' in select;
  const output = outputAction(c, ...(hasSelect ? [] : ["'from'", "'select'"]));
  if (output.kind === 'return')
    c.refuse("an on-demand query without 'from' changes a table; it cannot 'return'", output.at);
  if (!hasSelect && (output.kind === 'insert' || output.kind === 'upsert')) {
    c.refuse("say with 'select' what to insert", output.at);
  }
  return {kind: 'onDemand', ...select, output, at: c.since(first)};
}

function store(c: Cursor): NonNullable<OnDemandQuery['from']> {
  c.take();
  const first = c.token;
  const id = c.name('the name of a table, window or aggregation');
  const alias = c.accept('as') ? {alias: c.name('an alias')} : {};
  const on = c.accept('on') ? {on: expression(c)} : {};
  const span = aggregationSpan(c, 'both');
  return {id, ...alias, ...on, ...span, at: c.since(first)};
}

import {annotations} from './annotations.ts';
import {app} from './apps.ts';
import type {App, Expression, OnDemandQuery, Query} from './ast.ts';
import {Cursor} from './cursor.ts';
import {expression} from './expressions.ts';
import {onDemandQuery} from './on-demand.ts';
import {query} from './queries.ts';
import {substitute, type Variables} from './variables.ts';

export type ParseOptions = {
  /** Values of `${name}`; @default none, so that each `${name}` is refused. */
  variables?: Variables;
};

/**
 * The tree of an app. Spans are those of the text after `${name}` was replaced.
 *
 * @throws SiddhiAppError of kind `syntax` at the first thing that is no SiddhiQL
 */
export function parse(text: string, options?: ParseOptions): App {
  return app(cursor(text, options));
}

/** The tree of one query, with its annotations; a `;` may follow. Throws as `parse`. */
export function parseQuery(text: string, options?: ParseOptions): Query {
  const c = cursor(text, options);
  const found = query(c, annotations(c));
  c.accept(';');
  c.expectEnd();
  return found;
}

/** The tree of one expression. Throws as `parse`. */
export function parseExpression(text: string, options?: ParseOptions): Expression {
  const c = cursor(text, options);
  const found = expression(c);
  c.expectEnd('an operator');
  return found;
}

/** The tree of an on-demand query; a `;` may follow. Throws as `parse`. */
export function parseOnDemandQuery(text: string, options?: ParseOptions): OnDemandQuery {
  const c = cursor(text, options);
  const found = onDemandQuery(c);
  c.accept(';');
  c.expectEnd();
  return found;
}

const cursor = (text: string, options: ParseOptions = {}): Cursor => new Cursor(substitute(text, options.variables));

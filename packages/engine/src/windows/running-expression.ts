import {parseExpression, SiddhiAppError, type Span} from '@tandem/siddhiql';
import type {Row} from '../api.ts';
import {CodeUnit} from '../expression/code-unit.ts';
import {compileExpression} from '../expression/compile-expression.ts';
import {Aggregates} from '../select/aggregates.ts';
import type {Owner} from '../select/fields.ts';
import {ExpressionScope} from './expression-scope.ts';
import type {WindowInput} from './window.ts';

/** What the aggregators in an expression have seen. */
export type Group = Owner;
export type Placed = {ts: number; row: Row};

/**
 * The condition of an expression window. `holds` counts the event in (or, with
 * `leaves`, out of) the aggregators of `group`, then answers the condition.
 */
export type RunningExpression = {
  text: string;
  fresh(): Group;
  holds(group: Group, leaves: boolean, event: Placed, first: Placed, last: Placed): boolean;
};

type Compiled = {
  fresh: () => Group;
  holds: (g: Group, e: 0 | 1, t: number, r: Row, ft: number, f: Row, lt: number, l: Row) => boolean;
};

/** Throws SiddhiAppError ('creation') for text that is no condition over the stream's attributes. `at`: of the window's argument. */
export function compileRunning(text: string, {attributes, scope, planner}: WindowInput, at?: Span): RunningExpression {
  try {
    const expression = parseExpression(text);
    const unit = new CodeUnit(planner, 'expression-window');
    const body = unit.body();
    const aggregates = new Aggregates(unit, planner, true);
    const inner = new ExpressionScope(scope, attributes);
    const compiled = compileExpression(expression, {unit, body, scope: inner, planner, aggregate: aggregates.take});
    unit.expect(compiled, 'bool', expression, 'the expression of a window');
    const {fresh, holds} = unit.compile<Compiled>(
      `${aggregates.text()}\nreturn {fresh:N,holds(g,e,t,r,ft,f,lt,l){${body.declarations()}return (${compiled.code})===true;}};`,
    );
    return {
      text,
      fresh,
      holds: (group, leaves, event, first, last) =>
        holds(group, leaves ? 1 : 0, event.ts, event.row, first.ts, first.row, last.ts, last.row),
    };
  } catch (error) {
    if (!(error instanceof SiddhiAppError)) throw error;
    throw new SiddhiAppError('creation', `in the window's expression '${text}': ${error.reason}`, at);
  }
}

import type {AttributeType, Expression} from '@tandem/siddhiql';
import type {Row, Value} from '../api.ts';
import {CodeUnit} from '../expression/code-unit.ts';
import {compileExpression} from '../expression/compile-expression.ts';
import type {Planner} from '../plan/planner.ts';
import type {PairScope} from './pair-scope.ts';

/**
 * A function of an event: its arguments are the variables that the scope's
 * `parameters` name. The first two are the event's timestamp and its row (or
 * the frame of a join or pattern); an `in` may have more.
 */
export type EventFunction<T> = (t: number, r: unknown, ...more: unknown[]) => T;
/** A function of a held row, its timestamp, and an event. */
export type PairFunction<T> = (held: Row, heldTs: number, t: number, r: unknown, ...more: unknown[]) => T;

/** An expression that reads only the event. */
export function compileEventValue(
  expression: Expression,
  scope: PairScope,
  planner: Planner,
): {type: AttributeType; evaluate: EventFunction<Value>} {
  const unit = new CodeUnit(planner, 'look-up');
  const body = unit.body();
  const {type, code} = compileExpression(expression, {unit, body, scope, planner});
  const parameters = scope.parameters.join(',');
  return {type, evaluate: unit.compile(`return function(${parameters}){${body.declarations()}return ${code};}`)};
}

/** Null counts as false; another type than bool is refused. `what`: for the message. */
export function compilePairCondition(
  expression: Expression,
  scope: PairScope,
  planner: Planner,
  what: string,
): PairFunction<boolean> {
  const unit = new CodeUnit(planner, 'condition');
  const body = unit.body();
  const compiled = compileExpression(expression, {unit, body, scope, planner});
  unit.expect(compiled, 'bool', expression, what);
  const code = compiled.sure ? compiled.code : `(${compiled.code})===true`;
  const parameters = [scope.row, scope.timestamp, ...scope.parameters].join(',');
  return unit.compile(`return function(${parameters}){${body.declarations()}return ${code};}`);
}

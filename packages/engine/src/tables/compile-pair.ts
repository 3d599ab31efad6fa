import type {AttributeType, Expression} from '@tandem/siddhiql';
import type {Row, Value} from '../api.ts';
import {CodeUnit} from '../expression/code-unit.ts';
import {compileExpression} from '../expression/compile-expression.ts';
import type {Scope} from '../expression/scope.ts';
import type {Planner} from '../plan/planner.ts';
import {PARAMETERS} from './pair-scope.ts';

/** A function of what a `PairScope` sees; `r` is a row, or the frame of a join or pattern. */
export type PairFunction<T> = (t: number, r: unknown, u?: Row, ut?: number, w?: Row) => T;

export function compilePairValue(
  expression: Expression,
  scope: Scope,
  planner: Planner,
): {type: AttributeType; evaluate: PairFunction<Value>} {
  const unit = new CodeUnit(planner, 'look-up');
  const body = unit.body();
  const {type, code} = compileExpression(expression, {unit, body, scope, planner});
  return {type, evaluate: unit.compile(`return function(${PARAMETERS}){${body.declarations()}return ${code};}`)};
}

/** Null counts as false; another type than bool is refused. */
export function compilePairCondition(
  expression: Expression,
  scope: Scope,
  planner: Planner,
  what: string,
): PairFunction<boolean> {
  const unit = new CodeUnit(planner, 'condition');
  const body = unit.body();
  const compiled = compileExpression(expression, {unit, body, scope, planner});
  unit.expect(compiled, 'bool', expression, what);
  const code = compiled.sure ? compiled.code : `(${compiled.code})===true`;
  return unit.compile(`return function(${PARAMETERS}){${body.declarations()}return ${code};}`);
}

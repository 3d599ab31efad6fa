import type {AttributeType, Expression} from '@tandem/siddhiql';
import type {Value} from '../api.ts';
import type {Planner} from '../plan/planner.ts';
import {CodeUnit} from './code-unit.ts';
import {compileExpression} from './compile-expression.ts';
import type {Scope} from './scope.ts';

/**
 * An expression as a function of its own. Parameters are those that `scope`
 * reads: `t, r` (timestamp and row or frame of the event), then `u, ut` (a held
 * or table row and its timestamp).
 */
export type RowFunction = (t: number, r: never, u?: never, ut?: number) => Value;
export type Condition = (t: number, r: never, u?: never, ut?: number) => boolean;

export type CompiledRow = {type: AttributeType; evaluate: RowFunction};

/** Aggregators are refused here; throws SiddhiAppError for every user error. */
export function compileRow(expression: Expression, scope: Scope, planner: Planner): CompiledRow {
  const unit = new CodeUnit(planner, 'expression');
  const body = unit.body();
  const compiled = compileExpression(expression, {unit, body, scope, planner});
  const evaluate = unit.compile<RowFunction>(
    `return function(t,r,u,ut){${body.declarations()}return ${compiled.code};}`,
  );
  return {type: compiled.type, evaluate};
}

/**
 * As `compileRow` for a bool: null counts as false. Another type is refused. `what`: "the filter", for the message.
 * `parameters`: instead of those of `RowFunction`, where `scope` reads others.
 */
export function compileCondition(
  expression: Expression,
  scope: Scope,
  planner: Planner,
  what = 'the condition',
  parameters: readonly string[] = ['t', 'r', 'u', 'ut'],
): Condition {
  const unit = new CodeUnit(planner, 'condition');
  const body = unit.body();
  const compiled = compileExpression(expression, {unit, body, scope, planner});
  unit.expect(compiled, 'bool', expression, what);
  return unit.compile<Condition>(
    `return function(${parameters.join(',')}){${body.declarations()}return (${compiled.code})===true;}`,
  );
}

import type {In} from '@tandem/siddhiql';
import type {Compiled} from '../expression/code-unit.ts';
import type {ExpressionContext} from '../expression/compile-expression.ts';
import {planTableCondition, tableNamed} from './condition.ts';
import {PairScope} from './pair-scope.ts';

/** `condition in T`: whether any row of T satisfies the condition, which sees it as `T.x`. */
export function compileIn(node: In, context: ExpressionContext): Compiled {
  const {unit, scope, planner} = context;
  const table = tableNamed(node.table, planner, node.at, "'in'");
  const {some} = planTableCondition(node.operand, scope, table, planner);
  const args = scope instanceof PairScope ? 't,r,u,ut' : 't,r';
  return {type: 'bool', code: `${unit.constant(some)}(${args})`, sure: true};
}

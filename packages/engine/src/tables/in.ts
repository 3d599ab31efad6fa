import {type In, SiddhiAppError} from '@tandem/siddhiql';
import type {Compiled} from '../expression/code-unit.ts';
import {callsIn} from '../aggregations/calls-in.ts';
import type {ExpressionContext} from '../expression/compile-expression.ts';
import {pairWith, planFind, tableNamed} from './condition.ts';

/** `condition in T`: whether any row of T satisfies the condition, which sees it as `T.x`. */
export function compileIn(node: In, context: ExpressionContext): Compiled {
  const {unit, planner} = context;
  const {steady} = planner.externalReads;
  if (steady !== null)
    throw new SiddhiAppError(
      'creation',
      `'in' cannot stand in a condition or assignment of the external table '${steady}'`,
      node.at,
    );
  const table = tableNamed(node.table, planner, node.at, "'in'");
  const scope = pairWith(table, context.scope);
  const condition = planFind(node.operand, scope, table, planner, "the condition of 'in'");
  // It is compiled apart: whether a call in it has an effect is not known here.
  if (callsIn(node.operand).length > 0) unit.taint();
  return {type: 'bool', code: `${unit.constant(condition.some)}(${scope.parameters.join(',')})`, sure: true};
}

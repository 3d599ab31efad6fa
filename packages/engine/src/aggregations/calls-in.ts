import {unreachable} from '@tandem/base';
import type {Call, Expression} from '@tandem/siddhiql';

/** All calls in an expression, outer ones first. */
export function callsIn(expression: Expression): Call[] {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'bool':
    case 'time':
    case 'variable':
    case 'event':
      return [];
    case 'call':
      return [expression, ...(expression.args === '*' ? [] : expression.args.flatMap(callsIn))];
    case 'isNull':
    case 'not':
    case 'in':
      return callsIn(expression.operand);
    case 'binary':
      return [...callsIn(expression.left), ...callsIn(expression.right)];
    default:
      return unreachable(expression);
  }
}

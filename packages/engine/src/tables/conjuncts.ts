import {unreachable} from '@tandem/base';
import type {Binary, Expression} from '@tandem/siddhiql';
import type {PairScope} from './pair-scope.ts';

export type Comparison = '==' | '<' | '<=' | '>' | '>=';

/** A conjunct that compares an attribute of the held row with something that only the event decides. */
export type HeldComparison = {position: number; operator: Comparison; value: Expression};

const mirrored: Readonly<Record<Comparison, Comparison>> = {'==': '==', '<': '>', '<=': '>=', '>': '<', '>=': '<='};
const isComparison = (operator: Binary['operator']): operator is Comparison => operator in mirrored;

/** The comparisons among the conjuncts of a condition that was compiled in `scope` before (so all names resolve). */
export function heldComparisons(on: Expression, scope: PairScope): HeldComparison[] {
  if (on.kind !== 'binary') return [];
  if (on.operator === 'and') return [...heldComparisons(on.left, scope), ...heldComparisons(on.right, scope)];
  if (!isComparison(on.operator)) return [];
  const {left, right, operator} = on;
  if (left.kind === 'variable' && scope.readsHeld(left) && eventOnly(right, scope)) {
    return [{position: scope.heldPosition(left), operator, value: right}];
  }
  if (right.kind === 'variable' && scope.readsHeld(right) && eventOnly(left, scope)) {
    return [{position: scope.heldPosition(right), operator: mirrored[operator], value: left}];
  }
  return [];
}

/** Whether an expression has one value for all held rows. Of a nested `in` we do not know. */
function eventOnly(expression: Expression, scope: PairScope): boolean {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'bool':
    case 'time':
      return true;
    case 'variable':
      return !scope.readsHeld(expression);
    case 'event':
      return !scope.isHeld(expression);
    case 'call':
      return expression.args !== '*' && expression.args.every((arg) => eventArgument(arg, scope));
    case 'isNull':
      return eventArgument(expression.operand, scope);
    case 'not':
      return eventOnly(expression.operand, scope);
    case 'binary':
      return eventOnly(expression.left, scope) && eventOnly(expression.right, scope);
    case 'in':
      return false;
    default:
      return unreachable(expression);
  }
}

/** Here a bare name may also mean an event. */
function eventArgument(expression: Expression, scope: PairScope): boolean {
  if (expression.kind === 'variable' && scope.event(expression) !== null) return !scope.isHeld(expression);
  return eventOnly(expression, scope);
}

import {type AttributeType, type Expression, SiddhiAppError, type Variable} from '@tandem/siddhiql';
import type {Found, StateScope} from './state-scope.ts';
import type {MatchKey, PositionPlan} from './state-plan.ts';

/**
 * An equality of `position`'s filters between its event and an earlier single
 * one, if there is such: `e2=B[k == e1.k and ...]`.
 */
export function findMatchKey(
  conditions: readonly Expression[],
  position: PositionPlan,
  scope: StateScope,
): MatchKey | undefined {
  const all = conditions.flatMap(conjuncts);
  for (const expression of all) {
    if (expression.kind !== 'binary' || expression.operator !== '==') continue;
    const {left, right} = expression;
    if (left.kind !== 'variable' || right.kind !== 'variable') continue;
    const [one, other] = [find(left, scope), find(right, scope)];
    const key = keyOf(one, other, position) ?? keyOf(other, one, position);
    if (!key) continue;
    // A look-up finds NaN, which equals nothing.
    const isFraction = one?.type === 'float' || one?.type === 'double';
    return {
      ...key,
      isText: one?.type === 'string',
      decides: !isFraction && all.every((each) => each === expression || isEarly(each, scope)),
    };
  }
  return undefined;
}

/**
 * Those of `conditions`' conjuncts that read nothing but the event itself and cannot fail: where one does not hold, no partial
 * need be asked.
 */
export function ownConjuncts(conditions: readonly Expression[], scope: StateScope): Expression[] {
  return conditions.flatMap(conjuncts).filter((expression) => isEarly(expression, scope));
}
const isEarly = (expression: Expression, scope: StateScope): boolean =>
  expression.kind === 'binary' && isOwn(expression, scope);

function isOwn(expression: Expression, scope: StateScope): boolean {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'bool':
    case 'time':
      return true;
    case 'variable': {
      const found = find(expression, scope);
      return found !== undefined && found.own && found.bare;
    }
    case 'binary':
      return isOwn(expression.left, scope) && isOwn(expression.right, scope);
    default:
      return false;
  }
}

function conjuncts(expression: Expression): Expression[] {
  if (expression.kind !== 'binary' || expression.operator !== 'and') return [expression];
  return [...conjuncts(expression.left), ...conjuncts(expression.right)];
}

function keyOf(
  own: Found | undefined,
  held: Found | undefined,
  position: PositionPlan,
): Omit<MatchKey, 'isText' | 'decides'> | undefined {
  if (!own?.own || !own.bare || !held || held.own) return undefined;
  // The other side of a logical step may still fill up, a counted element still grow.
  if (held.position.kind !== 'single' || held.position.step >= position.step) return undefined;
  if (!isHashable(own.type, held.type)) return undefined;
  const {attribute} = held;
  const {index} = held.position;
  return {
    own: (row) => row[own.attribute]!,
    held: (partial) => partial.one(index)?.row[attribute] ?? null,
    attributes: {own: own.attribute, position: index, held: attribute},
  };
}

/** Equal values of these types are equal keys of a Map. */
function isHashable(a: AttributeType, b: AttributeType): boolean {
  const whole = (type: AttributeType): boolean => type === 'int' || type === 'long';
  return a === b ? a !== 'object' : whole(a) && whole(b);
}

/** Undefined for names that are no pattern's, such as a table's in `(T.k == k) in T`. */
function find(variable: Variable, scope: StateScope): Found | undefined {
  try {
    return scope.find(variable);
  } catch (error) {
    if (error instanceof SiddhiAppError) return undefined;
    throw error;
  }
}

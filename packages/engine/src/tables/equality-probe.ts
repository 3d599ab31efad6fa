import type {AttributeType, Expression} from '@tandem/siddhiql';
import {must} from '@tandem/base';
import type {Value} from '../api.ts';
import type {Attributes} from '../expression/scope.ts';
import type {Planner} from '../plan/planner.ts';
import {asItIs, lookUpValue} from './comparable.ts';
import {compileEventValue, type EventFunction} from './compile-pair.ts';
import {heldComparisons} from './conjuncts.ts';
import type {PairScope} from './pair-scope.ts';

/** The held attribute at `position` must equal `evaluate` of the event. */
export type EqualityProbe = {
  position: number;
  evaluate: EventFunction<Value>;
  /** The event's attribute that it must equal, where it is no more than that. */
  attribute?: string;
  /** The condition is that equality and nothing else: for a key that is not null it holds of what is found. */
  decides: boolean;
};

/**
 * The equality by which held rows can be looked up instead of scanned, if the condition has one: a held attribute beside
 * an attribute or literal. What stands before it must be as plain: a scan would have evaluated it, and its error, for
 * rows that the look-up passes by.
 */
export function equalityProbe(
  on: Expression,
  scope: PairScope,
  attributes: Attributes,
  planner: Planner,
): EqualityProbe | undefined {
  if (scope.parameters.length !== 2) return undefined;
  for (const conjunct of conjuncts(on)) {
    if (conjunct.kind !== 'binary' || !isPlain(conjunct.left) || !isPlain(conjunct.right)) return undefined;
    for (const {position, operator, value} of heldComparisons(conjunct, scope)) {
      if (operator !== '==') continue;
      const {type, evaluate} = compileEventValue(value, scope, planner);
      const held = must(attributes[position], 'an attribute').type;
      if (lookUpValue(held, type, operator) !== asItIs) continue;
      // A look-up finds NaN, which equals nothing.
      const decides = conjunct === on && !isFraction(held) && !isFraction(type);
      return {position, evaluate, decides, ...(value.kind === 'variable' ? {attribute: value.attribute} : {})};
    }
  }
  return undefined;
}

const isFraction = (type: AttributeType): boolean => type === 'float' || type === 'double';

const isPlain = ({kind}: Expression): boolean =>
  kind === 'variable' || kind === 'number' || kind === 'string' || kind === 'bool' || kind === 'time';

function conjuncts(on: Expression): Expression[] {
  return on.kind === 'binary' && on.operator === 'and' ? [...conjuncts(on.left), ...conjuncts(on.right)] : [on];
}

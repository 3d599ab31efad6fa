import {type EventRef, SiddhiAppError, type Variable} from '@tandem/siddhiql';
import type {Resolved, Scope} from '../expression/scope.ts';

/**
 * The names of an expression around aggregators, which is computed from a
 * group's cells: the aggregators' own arguments are the event's, what stands
 * beside them must be an attribute of `group by`.
 */
export class BucketScope implements Scope {
  readonly #event: Scope;
  readonly #arguments: ReadonlySet<Variable>;
  readonly #cellOf: (variable: Variable) => Resolved | undefined;

  /** `args`: the aggregators' arguments. `cellOf`: where the group attribute of that name lies. */
  constructor(event: Scope, args: ReadonlySet<Variable>, cellOf: (variable: Variable) => Resolved | undefined) {
    this.#event = event;
    this.#arguments = args;
    this.#cellOf = cellOf;
  }
  resolve(variable: Variable): Resolved {
    const resolved = this.#event.resolve(variable);
    if (this.#arguments.has(variable)) return resolved;
    const cell = this.#cellOf(variable);
    if (cell) return cell;
    throw new SiddhiAppError(
      'creation',
      `'${variable.attribute}' cannot stand beside an aggregator: only attributes of 'group by' can`,
      variable.at,
    );
  }
  event(_ref: Variable | EventRef): null {
    return null;
  }
}

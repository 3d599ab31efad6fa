import {didYouMean, type EventRef, SiddhiAppError, type Variable} from '@tandem/siddhiql';
import type {Resolved, RowScope, Scope} from '../expression/scope.ts';

/** `having` reads the output row; queries with many inputs may fall back to these. */
export class HavingScope implements Scope {
  readonly #output: RowScope;
  readonly #inputs: Scope | null;

  constructor(output: RowScope, inputs: Scope | null) {
    this.#output = output;
    this.#inputs = inputs;
  }
  resolve(variable: Variable): Resolved {
    const {source} = variable;
    if (!source || this.#output.names(source.prefix + source.id)) {
      const found = this.#output.find(variable.attribute);
      if (found) return found;
    }
    if (this.#inputs) return this.#inputs.resolve(variable);
    throw new SiddhiAppError(
      'validation',
      `'having' sees only the selected attributes, and there is no '${variable.attribute}' among them${didYouMean(variable.attribute, this.#output.attributeNames)}`,
      variable.at,
    );
  }
  event(ref: Variable | EventRef): {isNull: string; timestamp: string} | null {
    return this.#inputs?.event(ref) ?? null;
  }
}

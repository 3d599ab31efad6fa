import {didYouMean, type EventRef, SiddhiAppError, type Variable} from '@tandem/siddhiql';
import {type Attributes, eventName, type Resolved, type Scope} from '../expression/scope.ts';

/**
 * Names inside an expression window: attributes are those of the event at
 * hand (`r`, `t`); `first.a` and `last.a` those of the oldest (`f`, `ft`) and
 * the newest (`l`, `lt`) event.
 */
export class ExpressionScope implements Scope {
  readonly #outer: Scope;
  readonly #attributes: Attributes;

  constructor(outer: Scope, attributes: Attributes) {
    this.#outer = outer;
    this.#attributes = attributes;
  }
  resolve(variable: Variable): Resolved {
    const {source, attribute} = variable;
    const row = source && source.prefix === '' && !source.index ? rows[source.id] : undefined;
    if (!row) return this.#outer.resolve(variable);
    const index = this.#attributes.findIndex((a) => a.name === attribute);
    const found = this.#attributes[index];
    if (found) return {type: found.type, code: `${row}[${index}]`};
    const near = didYouMean(
      attribute,
      this.#attributes.map((a) => a.name),
    );
    throw new SiddhiAppError(
      'validation',
      `there is no attribute '${attribute}' in '${source?.id}'${near}`,
      variable.at,
    );
  }
  event(ref: Variable | EventRef): {isNull: string; timestamp: string} | null {
    const name = eventName(ref);
    const row = name === null ? undefined : rows[name];
    return row ? {isNull: 'false', timestamp: `${row}t`} : this.#outer.event(ref);
  }
}

const rows: Readonly<Record<string, string | undefined>> = {first: 'f', last: 'l'};

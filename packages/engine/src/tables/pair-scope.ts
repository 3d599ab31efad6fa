import {type EventRef, SiddhiAppError, type Variable} from '@tandem/siddhiql';
import {
  type Attributes,
  didYouMean,
  eventName,
  type Resolved,
  RowScope,
  type Scope,
  unknownSource,
} from '../expression/scope.ts';
import {NoEvent} from './no-event.ts';

/**
 * The parameters of every function that is compiled in a `PairScope`: the
 * event's timestamp and row or frame, a held row and its timestamp, and a
 * second held row, for `in` inside a condition on a held row.
 */
export const PARAMETERS = 't,r,u,ut,w';

export type HeldRow = {
  /** How it may be called. */
  ids: readonly string[];
  attributes: Attributes;
  /** A held event has a timestamp, a table's row has none. */
  timed: boolean;
};

/**
 * An event and a held row: what the condition of a join, of a table operation
 * or of `in` sees. A held row's attributes are known as `T.x`; without a name
 * before it, `x` is the event's first, unless the scope refuses to guess.
 */
export class PairScope implements Scope {
  readonly #event: Scope;
  readonly held: RowScope;
  /** The parameter that holds the held row. */
  readonly variable: 'u' | 'w';
  readonly #ids: readonly string[];
  readonly #attributes: Attributes;
  readonly #refusesAmbiguity: boolean;

  constructor(event: Scope, {ids, attributes, timed}: HeldRow, ambiguity: 'event first' | 'refused') {
    this.variable = event instanceof PairScope ? 'w' : 'u';
    if (event instanceof PairScope && event.variable === 'w') {
      throw new SiddhiAppError('creation', `'in' cannot be nested this deep`);
    }
    this.#event = event;
    this.held = new RowScope(ids, attributes, this.variable, timed ? 'ut' : 'null');
    this.#ids = ids;
    this.#attributes = attributes;
    this.#refusesAmbiguity = ambiguity === 'refused';
  }
  resolve(variable: Variable): Resolved {
    return this.#lookUp(variable).resolved;
  }
  /** Whether a name means the held row; throws as `resolve`. */
  readsHeld(variable: Variable): boolean {
    return this.#lookUp(variable).held;
  }
  /** The position of the held row's attribute that the name means, else -1. */
  heldPosition(variable: Variable): number {
    return this.readsHeld(variable) ? this.#attributes.findIndex((a) => a.name === variable.attribute) : -1;
  }
  event(ref: Variable | EventRef): {isNull: string; timestamp: string} | null {
    return this.#event.event(ref) ?? this.held.event(ref);
  }
  /** Whether an event as a whole is the held row. */
  isHeld(ref: Variable | EventRef): boolean {
    const id = eventName(ref);
    return id !== null && this.held.names(id) && this.#event.event(ref) === null;
  }
  all(): readonly Resolved[] {
    return this.#event.all?.() ?? [];
  }
  #lookUp(variable: Variable): {held: boolean; resolved: Resolved} {
    const {source, attribute} = variable;
    if (source) {
      if (this.held.names(source.prefix + source.id)) return {held: true, resolved: this.held.resolve(variable)};
      if (this.#event instanceof NoEvent) throw unknownSource(variable, this.#ids);
      return {held: false, resolved: this.#foreign(this.#event.resolve(variable))};
    }
    const held = variable.handler ? undefined : this.held.find(attribute);
    let resolved: Resolved;
    try {
      resolved = this.#foreign(this.#event.resolve(variable));
    } catch (error) {
      if (!(error instanceof SiddhiAppError) || error.kind !== 'validation') throw error;
      if (held) return {held: true, resolved: held};
      if (this.#event instanceof NoEvent) return {held: true, resolved: this.held.resolve(variable)};
      const near = didYouMean(
        attribute,
        this.#attributes.map((a) => a.name),
      );
      throw new SiddhiAppError('validation', `${error.reason}, nor in '${this.#ids[0] ?? ''}'${near}`, variable.at);
    }
    if (held && this.#refusesAmbiguity) {
      throw new SiddhiAppError(
        'validation',
        `'${attribute}' is an attribute of both sides: write '${this.#ids[0] ?? ''}.${attribute}' or name the other side`,
        variable.at,
      );
    }
    return {held: false, resolved};
  }
  /** The function that is compiled here has parameters of its own: code that reads other variables would read nothing. */
  #foreign(resolved: Resolved): Resolved {
    const known = this.variable === 'u' ? ['t', 'r'] : ['t', 'r', 'u', 'ut'];
    for (const [name] of resolved.code.matchAll(/(?<![.\w$])[A-Za-z_$][\w$]*/g)) {
      if (!known.includes(name) && !['null', 'true', 'false', 'undefined'].includes(name)) {
        throw new SiddhiAppError(
          'creation',
          "'in' cannot stand here: it would have to read what is not an attribute of the input",
        );
      }
    }
    return resolved;
  }
}

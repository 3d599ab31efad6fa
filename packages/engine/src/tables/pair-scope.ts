import {didYouMean, type EventRef, SiddhiAppError, type Variable} from '@tandem/siddhiql';
import {type Attributes, eventName, type Resolved, RowScope, type Scope, unknownSource} from '../expression/scope.ts';
import {NoEvent} from './no-event.ts';

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
 *
 * Code that is compiled in this scope becomes a function of its own, which gets
 * the held row as `row`, its timestamp as `timestamp`, and the variables that
 * the event's names read as `parameters`. Pair scopes can be nested: the
 * condition around an `in` is then the event.
 */
export class PairScope implements Scope {
  /** Names of the parameters that hold the held row and its timestamp. */
  readonly row: string;
  readonly timestamp: string;
  readonly held: RowScope;
  readonly #event: Scope;
  readonly #ids: readonly string[];
  readonly #attributes: Attributes;
  readonly #refusesAmbiguity: boolean;
  readonly #parameters = new Set(['t', 'r']);

  constructor(event: Scope, {ids, attributes, timed}: HeldRow, ambiguity: 'event first' | 'refused') {
    const depth: number = event instanceof PairScope ? event.depth + 1 : 0;
    this.row = `held${depth}`;
    this.timestamp = `heldTs${depth}`;
    this.held = new RowScope(ids, attributes, this.row, timed ? this.timestamp : 'null');
    this.#event = event;
    this.#ids = ids;
    this.#attributes = attributes;
    this.#refusesAmbiguity = ambiguity === 'refused';
  }
  get depth(): number {
    return Number(this.row.slice('held'.length));
  }
  /** The event's variables that what was resolved so far reads: `t`, `r`, then others in order of appearance. */
  get parameters(): readonly string[] {
    return [...this.#parameters];
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
    const found = this.#event.event(ref);
    if (!found) return this.held.event(ref);
    this.#reads(found.isNull);
    this.#reads(found.timestamp);
    return found;
  }
  /** Whether an event as a whole is the held row. */
  isHeld(ref: Variable | EventRef): boolean {
    const id = eventName(ref);
    return id !== null && this.held.names(id) && this.#event.event(ref) === null;
  }
  all(): readonly Resolved[] {
    return (this.#event.all?.() ?? []).map((resolved) => this.#foreign(resolved));
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
      resolved = this.#event.resolve(variable);
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
    return {held: false, resolved: this.#foreign(resolved)};
  }
  #foreign(resolved: Resolved): Resolved {
    this.#reads(resolved.code);
    return resolved;
  }
  /** Notes the free variables of an event's code. */
  #reads(code: string): void {
    const own = new Set([...code.matchAll(/\((\w+)\)=>/g)].map(([, name]) => name));
    for (const [name] of code.matchAll(/(?<![.\w$])[A-Za-z_$][\w$]*/g)) {
      if (!own.has(name) && !['null', 'true', 'false', 'undefined'].includes(name)) this.#parameters.add(name);
    }
  }
}

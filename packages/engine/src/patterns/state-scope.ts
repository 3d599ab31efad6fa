import {
  didYouMean,
  type AttributeType,
  type EventIndex,
  type EventRef,
  SiddhiAppError,
  type Variable,
} from '@tandem/siddhiql';
import {eventName, type Resolved, type Scope, unknownSource} from '../expression/scope.ts';
import type {EventCode} from './flat-match.ts';
import type {PositionPlan} from './state-plan.ts';

/** Where a variable is found: a position and the attribute's place in its rows. `index`: which event of a counted one. */
export type Found = {
  position: PositionPlan;
  attribute: number;
  type: AttributeType;
  index: EventIndex | undefined;
  own: boolean;
  bare: boolean;
};

/**
 * Names of a pattern. Code reads a match as `r` (see `Match`). In a position's
 * own filter its event is not yet in the match: it is the row `u` with the
 * timestamp `ut`, and `e2[last]` is the event accepted before it.
 */
export class StateScope implements Scope {
  readonly #positions: readonly PositionPlan[];
  readonly #own: PositionPlan | undefined;
  readonly #code: EventCode | undefined;

  /** `own`: the position whose filter this is for; later positions cannot be read then. `code`: of matches without slots. */
  constructor(positions: readonly PositionPlan[], own?: PositionPlan, code?: EventCode) {
    this.#positions = positions.filter((p) => p === own || p.kind !== 'absent');
    this.#own = own;
    this.#code = code;
  }
  resolve(variable: Variable): Resolved {
    const found = this.find(variable);
    const {position, attribute, type, index} = found;
    const counted = position.kind === 'count';
    if (!counted && index !== undefined) return {type, code: 'null'};
    if (!counted && found.own) return {type, code: `u[${attribute}]`};
    if (!counted && this.#code) return {type, code: `${this.#code.row(position.index)}[${attribute}]`};
    if (!counted) return {type, code: `(r.slots[${position.index}]?.row[${attribute}]??null)`};
    if (found.bare && found.own) return {type, code: `u[${attribute}]`};
    if (found.bare) {
      // A name without a stream means the first event, as `select *` does; `e1.v` means all of them.
      if (!variable.source) return {type, code: `(r.slots[${position.index}][0]?.row[${attribute}]??null)`};
      // In a filter it means the last one so far.
      if (this.#own) return {type, code: `(r.slots[${position.index}].at(-1)?.row[${attribute}]??null)`};
      return {type: 'object', code: `r.slots[${position.index}].map((h)=>h.row[${attribute}])`, sure: true};
    }
    const event = this.#indexed(position, index!);
    const code =
      event.candidate === null
        ? `(${event.held}?.row[${attribute}]??null)`
        : `(${event.candidate}?u[${attribute}]:(${event.held}?.row[${attribute}]??null))`;
    return {type, code};
  }
  event(ref: Variable | EventRef): {isNull: string; timestamp: string} | null {
    const name = eventName(ref);
    const position = name === null ? undefined : this.#named(name);
    if (!position) return null;
    this.#refuseLater(position, ref);
    const index = ref.kind === 'event' ? this.#index(position, ref.source.index) : undefined;
    if (position === this.#own && index === undefined) return {isNull: 'false', timestamp: 'ut'};
    const slot = `r.slots[${position.index}]`;
    if (position.kind !== 'count' && index !== undefined) return {isNull: 'true', timestamp: 'null'};
    if (this.#code) return {isNull: 'false', timestamp: this.#code.time(position.index)};
    if (position.kind !== 'count') return {isNull: `(${slot}===null)`, timestamp: `(${slot}?.ts??null)`};
    const {held, candidate} =
      index === undefined ? {held: `${slot}[0]`, candidate: null} : this.#indexed(position, index);
    if (candidate === null) return {isNull: `(${held}===undefined)`, timestamp: `(${held}?.ts??null)`};
    return {isNull: `(!(${candidate})&&${held}===undefined)`, timestamp: `(${candidate}?ut:(${held}?.ts??null))`};
  }
  /** Throws where the name is unknown, ambiguous or cannot be read here. */
  find(variable: Variable): Found {
    if (variable.handler) {
      throw new SiddhiAppError(
        'creation',
        `'#${variable.handler.id}' cannot be read in a pattern, expected an event's attribute`,
        variable.at,
      );
    }
    const {source} = variable;
    const position = source ? this.#named(source.prefix + source.id) : this.#withAttribute(variable);
    if (!position) throw unknownSource(variable, this.#names());
    this.#refuseLater(position, variable);
    const attribute = position.attributes.findIndex((a) => a.name === variable.attribute);
    if (attribute < 0) {
      const near = didYouMean(
        variable.attribute,
        position.attributes.map((a) => a.name),
      );
      throw new SiddhiAppError(
        'validation',
        `there is no attribute '${variable.attribute}' in '${source ? source.prefix + source.id : position.names[0]}'${near}`,
        variable.at,
      );
    }
    const index = this.#index(position, source?.index);
    return {
      position,
      attribute,
      type: position.attributes[attribute]!.type,
      index,
      own: position === this.#own,
      bare: index === undefined,
    };
  }
  /** Where a stream without a name stands at several places its name means the first. */
  #named(name: string): PositionPlan | undefined {
    if (this.#own?.names.includes(name)) return this.#own;
    return this.#positions.find((p) => p.names.includes(name));
  }
  #withAttribute(variable: Variable): PositionPlan {
    const has = (p: PositionPlan): boolean => p.attributes.some((a) => a.name === variable.attribute);
    if (this.#own && has(this.#own)) return this.#own;
    const own = this.#own;
    const found = this.#positions.filter((p) => p !== own && (!own || p.step <= own.step) && has(p));
    if (found.length === 1) return found[0]!;
    if (found.length === 0) {
      const known = [...new Set(this.#positions.flatMap((p) => p.attributes.map((a) => a.name)))];
      throw new SiddhiAppError(
        'validation',
        `there is no attribute '${variable.attribute}' in this pattern${didYouMean(variable.attribute, known)}`,
        variable.at,
      );
    }
    const names = found.map((p) => `'${p.names[0]}.${variable.attribute}'`).join(' or ');
    throw new SiddhiAppError(
      'validation',
      `'${variable.attribute}' is an attribute of several events, expected ${names}`,
      variable.at,
    );
  }
  #refuseLater(position: PositionPlan, ref: Variable | EventRef): void {
    if (!this.#own || position.step <= this.#own.step) return;
    throw new SiddhiAppError(
      'validation',
      `'${position.names[0]}' comes later in the pattern and cannot be read in this filter`,
      ref.at,
    );
  }
  #names(): string[] {
    return [...new Set(this.#positions.flatMap((p) => p.names))];
  }
  /** Of a single event `[0]` and `[last]` are the event itself; any other index finds none. */
  #index(position: PositionPlan, index: EventIndex | undefined): EventIndex | undefined {
    if (index === undefined || position.kind === 'count') return index;
    return ('first' in index ? index.first : index.last) === 0 ? undefined : index;
  }
  /** Code of one event of a counted position. `candidate`: code that tells that the event under test is meant. */
  #indexed(position: PositionPlan, index: EventIndex): {held: string; candidate: string | null} {
    const list = `r.slots[${position.index}]`;
    if ('last' in index) return {held: `${list}.at(${-1 - index.last})`, candidate: null};
    return {
      held: `${list}[${index.first}]`,
      candidate: position === this.#own ? `${list}.length===${index.first}` : null,
    };
  }
}

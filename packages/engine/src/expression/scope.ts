import {didYouMean, type AttributeType, type EventRef, SiddhiAppError, type Variable} from '@tandem/siddhiql';

/** A readable value: JavaScript that yields it (null for null), in terms of the generated function's parameters. */
export type Resolved = {type: AttributeType; code: string; /** Never null. */ sure?: boolean};

/**
 * What names mean at one place of a query, and the code that reads them.
 * Generated functions get the event as `t` (timestamp) and `r` (row or frame);
 * conditions against a held or table row get that as `u` (its row), `ut` (its timestamp).
 */
export interface Scope {
  /** Throws SiddhiAppError ('validation') where the name is unknown or ambiguous. */
  resolve(variable: Variable): Resolved;
  /**
   * An event as a whole, for `e1 is null` and `eventTimestamp(e1)`. Null when the name is no event here.
   * `isNull`: code of a bool; `timestamp`: code of a long.
   */
  event(ref: Variable | EventRef): {isNull: string; timestamp: string} | null;
  /** What `f(*)` passes: all attributes of the input. Absent where `*` has no meaning. */
  all?(): readonly Resolved[];
}

export type Attributes = readonly {name: string; type: AttributeType}[];

/** The attributes of one row under the names of its stream. */
export class RowScope implements Scope {
  readonly #ids: readonly string[];
  readonly #attributes: Attributes;
  readonly #row: string;
  readonly #timestamp: string;

  /** `ids`: how the row may be called (`S`, its alias), prefix included (`#I`). `row`, `timestamp`: code of both. */
  constructor(ids: readonly string[], attributes: Attributes, row = 'r', timestamp = 't') {
    this.#ids = ids;
    this.#attributes = attributes;
    this.#row = row;
    this.#timestamp = timestamp;
  }
  resolve(variable: Variable): Resolved {
    const {source} = variable;
    if (source && !this.names(source.prefix + source.id)) throw unknownSource(variable, this.#ids);
    const found = this.find(variable.attribute);
    if (found) return found;
    throw new SiddhiAppError(
      'validation',
      `there is no attribute '${variable.attribute}' in '${this.#ids[0] ?? ''}'${didYouMean(
        variable.attribute,
        this.#attributes.map((a) => a.name),
      )}`,
      variable.at,
    );
  }
  all(): readonly Resolved[] {
    return this.#attributes.map((a, index) => ({type: a.type, code: `${this.#row}[${index}]`}));
  }
  get attributeNames(): string[] {
    return this.#attributes.map((a) => a.name);
  }
  names(id: string): boolean {
    return this.#ids.includes(id);
  }
  find(attribute: string): Resolved | undefined {
    const index = this.#attributes.findIndex((a) => a.name === attribute);
    if (index < 0) return undefined;
    return {type: this.#attributes[index]!.type, code: `${this.#row}[${index}]`};
  }
  event(ref: Variable | EventRef): {isNull: string; timestamp: string} | null {
    const id = eventName(ref);
    return id !== null && this.names(id) ? {isNull: 'false', timestamp: this.#timestamp} : null;
  }
}

/** The name that a bare variable or event reference would have as an event; null when it cannot be one. */
export function eventName(ref: Variable | EventRef): string | null {
  if (ref.kind === 'event') return ref.source.prefix + ref.source.id;
  return ref.source || ref.handler ? null : ref.attribute;
}

export function unknownSource(variable: Variable, known: readonly string[]): SiddhiAppError {
  const name = variable.source ? variable.source.prefix + variable.source.id : variable.attribute;
  return new SiddhiAppError(
    'validation',
    `stream reference '${name}' not found for attribute '${variable.attribute}', expected ${known.map((k) => `'${k}'`).join(' or ')}${didYouMean(name, known)}`,
    variable.at,
  );
}

import type {Value} from '../api.ts';

/**
 * What is kept of one group in one bucket: its group attributes, the last
 * values of plain attributes (with the time of the event that they are from),
 * then base values, in the order of the duration table's columns. Mutable.
 */
export type Cells = {[field: string]: Value};
/** Cells as a list of values, and back. Objects of generated code: numbers in them are changed in place, in a list they are made anew. */
export type CellsForm = {list: (cells: Cells) => Value[]; from: (values: readonly Value[]) => Cells};
/** The groups of a bucket, in order of first appearance. */
export class Groups {
  readonly #all: Cells[] = [];
  /** Made when somebody asks for a key: most buckets are only ever added to by who knows what is in them. */
  #byKey: Map<unknown, Cells> | null = null;
  readonly #keyOf: (cells: Cells) => unknown;

  constructor(keyOf: (cells: Cells) => unknown) {
    this.#keyOf = keyOf;
  }
  get size(): number {
    return this.#all.length;
  }
  values(): readonly Cells[] {
    return this.#all;
  }
  get(key: unknown): Cells | undefined {
    this.#byKey ??= new Map(this.#all.map((cells) => [this.#keyOf(cells), cells]));
    return this.#byKey.get(key);
  }
  /** `cells` of a key that is not there. */
  add(key: unknown, cells: Cells): void {
    this.#all.push(cells);
    this.#byKey?.set(key, cells);
  }
}

export const copyOf = (values: readonly Value[]): Value[] =>
  values.map((value) => (value instanceof Set ? new Set(value) : value));

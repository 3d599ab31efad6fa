import {must} from '@tandem/base';
import type {Span} from '@tandem/siddhiql';
import type {Plain} from '@tandem/wire';
import type {Row, Value} from '../api.ts';
import type {Attributes} from '../expression/scope.ts';
import type {Change, Entry, Range, Table} from '../tables/table.ts';
import type {ExternalTableInfo} from './port.ts';
import {unfit} from './unfit.ts';

/** `row`: as it was to be written; absent where several were. */
export type Refusal = {message: string; row?: Row};

/**
 * A table that is kept elsewhere. Queries are compiled against it as against any other; while they run, it stands for the rows that
 * were brought for them. Outside of `within` it has none, and asking is a defect. Has no state.
 */
export class ExternalTable implements Table {
  readonly id: string;
  readonly attributes: Attributes;
  readonly key: readonly number[];
  /** In those brought rows that a look-up finds by one attribute. */
  readonly indexes: readonly number[];
  readonly info: ExternalTableInfo;
  #brought: Table | null = null;
  #refusals: Refusal[] | null = null;

  /** Its definition in the text. */
  readonly at: Span;

  constructor(info: ExternalTableInfo, at: Span) {
    this.at = at;
    this.info = info;
    this.id = info.id;
    this.attributes = info.attributes;
    this.key = info.key;
    this.indexes = indexesOf(info);
  }
  within<T>(rows: Table, run: () => T): T {
    const before = this.#brought;
    this.#brought = rows;
    try {
      return run();
    } finally {
      this.#brought = before;
    }
  }
  /** As `within`, for changes of the rows; answers those that were refused. */
  changing(rows: Table, run: () => void): Refusal[] {
    const refusals: Refusal[] = [];
    this.#refusals = refusals;
    try {
      this.within(rows, run);
    } finally {
      this.#refusals = null;
    }
    return refusals;
  }
  /** Of the table elsewhere it is not known. */
  get size(): number {
    return this.#brought?.size ?? 0;
  }
  each(visit: (row: Row) => void): void {
    this.#rows().each(visit);
  }
  all(): Iterable<Entry> {
    return this.#rows().all();
  }
  byKey(values: readonly Value[]): Entry | undefined {
    return this.#rows().byKey(values);
  }
  byOnlyKey(value: Value): Entry | undefined {
    return this.#rows().byOnlyKey(value);
  }
  byIndex(position: number, value: Value): readonly Entry[] {
    return this.#rows().byIndex(position, value);
  }
  byRange(position: number, range: Range): readonly Entry[] {
    return this.#rows().byRange(position, range);
  }
  insert(row: Row): void {
    const reason = unfit(row, this.info) ?? this.#taken(row);
    if (reason === null) this.#rows().insert(row);
    else this.#refuse({message: `${reason}: the row was not inserted`, row});
  }
  replace(changes: readonly Change[]): boolean {
    for (const {row} of changes) {
      const reason = unfit(row, this.info);
      if (reason === null) continue;
      this.#refuse({message: `${reason}: the update changed nothing`});
      return false;
    }
    const done = this.#rows().replace(changes);
    if (!done)
      this.#refuse({
        message: `table '${this.id}' would have two rows of one primary key: the update changed nothing`,
      });
    return done;
  }
  remove(entry: Entry): void {
    this.#rows().remove(entry);
  }
  save(): Plain {
    return null;
  }
  load(): void {}
  #taken(row: Row): string | null {
    if (this.key.length === 0) return null;
    const values = this.key.map((position) => row[position] ?? null);
    if (!this.byKey(values)) return null;
    const names = this.key.map((position) => must(this.attributes[position], 'a key attribute').name);
    return `table '${this.id}' has a row of primary key (${names.join(', ')}) = (${values.map(String).join(', ')}) already`;
  }
  #refuse(refusal: Refusal): void {
    must(this.#refusals, 'a change of an external table to be made by whoever keeps it').push(refusal);
  }
  #rows(): Table {
    return must(this.#brought, `rows of the external table '${this.id}' to have been brought`);
  }
}

export const isExternal = (table: Table): table is ExternalTable => table instanceof ExternalTable;

/** One attribute each: what the rows that were brought are looked up by. */
export function indexesOf({indexes}: ExternalTableInfo): number[] {
  return [...new Set(indexes.flatMap((positions) => (positions.length === 1 ? positions : [])))];
}

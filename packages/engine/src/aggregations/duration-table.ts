import {must} from '@tandem/base';
import type {Row} from '../api.ts';
import type {Attributes} from '../expression/scope.ts';
import type {Entry, Table} from '../tables/table.ts';
import type {Buckets} from './buckets.ts';
import type {Cells} from './cells.ts';

/**
 * The buckets of one duration as a table that can only be read: `A_SECONDS`
 * and so on. A row for each bucket and group, the running bucket included:
 * the bucket's start, the group's attributes, last values, base values.
 */
export class DurationTable implements Table {
  readonly id: string;
  readonly attributes: Attributes;
  readonly writer: string;
  readonly key = [];
  readonly indexes = [];
  readonly #buckets: Buckets;
  readonly #byEvent: boolean;

  /** `byEvent`: events say when they happened; the bucket's start is then shown as theirs too. */
  constructor(aggregation: string, columns: Attributes, byEvent: boolean, buckets: Buckets) {
    const times = byEvent ? ['AGG_TIMESTAMP', 'AGG_EVENT_TIMESTAMP'] : ['AGG_TIMESTAMP'];
    this.id = `${aggregation}_${buckets.duration.toUpperCase()}`;
    this.attributes = [...times.map((name) => ({name, type: 'long' as const})), ...columns];
    this.writer = aggregation;
    this.#buckets = buckets;
    this.#byEvent = byEvent;
  }
  get size(): number {
    return this.#buckets.size;
  }
  each(visit: (row: Row) => void): void {
    for (const {row} of this.all()) visit(row);
  }
  *all(): Iterable<Entry> {
    let order = 0;
    for (const [start, groups] of this.#buckets.between(-Infinity, Infinity)) {
      for (const cells of groups.values()) yield {row: this.rowOf(start, cells), order: order++};
    }
  }
  byKey(): never {
    return unindexed();
  }
  byOnlyKey(): never {
    return unindexed();
  }
  byIndex(): never {
    return unindexed();
  }
  byRange(): never {
    return unindexed();
  }
  insert(): never {
    return readOnly();
  }
  replace(): never {
    return readOnly();
  }
  remove(): never {
    return readOnly();
  }
  save(): null {
    return null;
  }
  load(): void {}
  /** A group of the bucket that starts then. */
  rowOf(start: number, cells: Cells): Row {
    const values = this.#buckets.values(cells);
    return this.#byEvent ? [start, start, ...values] : [start, ...values];
  }
}

const unindexed = (): never => must<never>(null, 'no look-up by key or index where there is none');
const readOnly = (): never => must<never>(null, 'no change of a table that has a writer of its own');

import {must} from '@tandem/base';
import type {Plain} from '@tandem/wire';
import type {Row, Value} from '../api.ts';
import type {Stateful} from '../core/state.ts';
import type {Buckets, StoredBuckets} from './buckets.ts';
import type {Cells} from './cells.ts';
import type {DurationTable} from './duration-table.ts';
import {bucketAt} from './durations.ts';
import type {Groups} from './groups.ts';

/** `awaits`: a bucket that ends then has something to be written. `removed`: these rows were written, and go. */
export type UnwrittenHost = {awaits: (end: number) => void; removed: (rows: readonly Row[]) => void};

type Saved = [never: number[], changed: [start: number, groups: Value[][]][]];

/**
 * What of one duration's buckets is not as it was written: buckets that were never written, as a whole, and the groups that
 * have changed since in those that were. State: their starts, and the attributes of those groups.
 */
export class Unwritten implements Stateful, StoredBuckets {
  readonly #buckets: Buckets;
  readonly #table: DurationTable;
  /** How many of a group's values are its attributes. */
  readonly #width: number;
  readonly #host: UnwrittenHost;
  readonly #never = new Set<number>();
  readonly #changed = new Map<number, Set<Cells>>();

  constructor(buckets: Buckets, table: DurationTable, width: number, host: UnwrittenHost) {
    this.#buckets = buckets;
    this.#table = table;
    this.#width = width;
    this.#host = host;
  }
  opened(start: number): void {
    this.#never.add(start);
    this.#host.awaits(this.#endOf(start));
  }
  changes(start: number, cells: Cells): void {
    if (this.#never.has(start)) return;
    const changed = this.#changed.get(start);
    if (changed) {
      changed.add(cells);
      return;
    }
    this.#changed.set(start, new Set([cells]));
    this.#host.awaits(this.#endOf(start));
  }
  drops(start: number, groups: Groups): void {
    this.#changed.delete(start);
    if (this.#never.delete(start)) return;
    this.#host.removed(this.#rowsOf(start, groups.values()));
  }
  /** Nothing is known of what was written, unless `load` says it. */
  loaded(): void {
    this.#never.clear();
    this.#changed.clear();
    for (const [start] of this.#buckets.between(-Infinity, Infinity)) this.opened(start);
  }
  /** When the buckets end that have something to be written. */
  *ends(): Iterable<number> {
    for (const start of this.#never) yield this.#endOf(start);
    for (const start of this.#changed.keys()) yield this.#endOf(start);
  }
  /** Rows of the buckets that have ended at `now`, oldest first, which count as written from here on. */
  take(now: number): Row[] {
    const ended = [...this.#never, ...this.#changed.keys()].filter((start) => this.#endOf(start) <= now);
    const rows = ended
      .sort((a, b) => a - b)
      .flatMap((start) => {
        const groups = must(this.#buckets.startingAt(start), 'a bucket that was not written');
        return this.#rowsOf(start, this.#changed.get(start) ?? groups.values());
      });
    for (const start of ended) {
      this.#never.delete(start);
      this.#changed.delete(start);
    }
    return rows;
  }
  save(): Plain {
    const groupOf = (cells: Cells): Value[] => this.#buckets.values(cells).slice(0, this.#width);
    return [
      [...this.#never],
      [...this.#changed].map(([start, cells]) => [start, Array.from(cells, groupOf)]),
    ] as unknown as Plain;
  }
  load(state: Plain): void {
    const [never, changed] = state as unknown as Saved;
    this.#never.clear();
    this.#changed.clear();
    for (const start of never) this.#never.add(start);
    for (const [start, groups] of changed) {
      const cells = groups.map((group) => must(this.#buckets.find(start, group), 'a group that has changed'));
      this.#changed.set(start, new Set(cells));
    }
  }
  #rowsOf(start: number, groups: Iterable<Cells>): Row[] {
    return Array.from(groups, (cells) => this.#table.rowOf(start, cells));
  }
  #endOf(start: number): number {
    return bucketAt(this.#buckets.duration, start).end;
  }
}

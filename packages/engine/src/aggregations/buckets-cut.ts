import {must} from '@tandem/base';
import type {ValueWriter} from '@tandem/wire';
import {type Cut, itemsPerStep, type Steps} from '../core/cut.ts';
import type {Value} from '../api.ts';
import type {Cells} from './cells.ts';
import type {Groups} from './groups.ts';

/**
 * The buckets of one duration as they were at the cut. Groups are only added
 * to a bucket, behind those that are there; cells change in place, and are put
 * aside before they do so for the first time since.
 */
export class BucketsCut implements Cut {
  readonly #starts: readonly number[];
  readonly #live: ReadonlyMap<number, Groups>;
  /** Buckets that were dropped since. */
  readonly #dropped = new Map<number, Groups>();
  /** How many groups a bucket had, where some were added since. */
  readonly #sizes = new Map<Groups, number>();
  /** What cells said at the cut; empty for those that were not there. */
  readonly #kept = new Map<Cells, readonly Value[]>();
  readonly #valuesOf: (cells: Cells) => readonly Value[];

  constructor(
    starts: readonly number[],
    buckets: ReadonlyMap<number, Groups>,
    valuesOf: (cells: Cells) => readonly Value[],
  ) {
    this.#starts = starts;
    this.#live = buckets;
    this.#valuesOf = valuesOf;
  }
  changes(cells: Cells): void {
    if (!this.#kept.has(cells)) this.#kept.set(cells, this.#valuesOf(cells));
  }
  /** `cells` are about to be added. */
  comes(groups: Groups, cells: Cells): void {
    if (!this.#sizes.has(groups)) this.#sizes.set(groups, groups.size);
    this.#kept.set(cells, []);
  }
  drops(start: number, groups: Groups): void {
    this.#dropped.set(start, groups);
  }
  *write(to: ValueWriter): Steps {
    to.array(this.#starts.length);
    let n = 0;
    for (const start of this.#starts) {
      const groups = must(this.#dropped.get(start) ?? this.#live.get(start), 'a bucket of the cut');
      to.array(2);
      to.value(start);
      let left = this.#sizes.get(groups) ?? groups.size;
      to.array(left);
      for (const cells of groups.values()) {
        if (left-- === 0) break;
        to.value((this.#kept.get(cells) ?? this.#valuesOf(cells)) as Parameters<ValueWriter['value']>[0]);
        if (++n % itemsPerStep === 0) yield;
      }
    }
  }
  close(): void {
    this.#kept.clear();
    this.#dropped.clear();
  }
}

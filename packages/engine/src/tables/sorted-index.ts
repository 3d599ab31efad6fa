import {assert} from '@tandem/base';
import type {Value} from '../api.ts';
import type {Entry, Range} from './table.ts';

/** Numbers ascending, then NaN, then null; ties in order of insertion. */
export function compareBy(position: number): (a: Entry, b: Entry) => number {
  return (a, b) => compareNumbers(a.row[position] ?? null, b.row[position] ?? null) || a.order - b.order;
}

function compareNumbers(a: Value, b: Value): number {
  const [x, y] = [rank(a), rank(b)];
  if (x !== y) return x - y;
  if (x !== 0) return 0;
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

function rank(value: Value): 0 | 1 | 2 {
  if (value === null) return 2;
  return Number.isNaN(value) ? 1 : 0;
}

/** Above this many waiting entries, sorting all is cheaper than inserting each. */
const FEW = 16;

/** Entries in order of one number attribute. New ones wait unsorted until somebody looks. */
export class SortedIndex {
  readonly #position: number;
  readonly #compare: (a: Entry, b: Entry) => number;
  #sorted: Entry[] = [];
  #waiting: Entry[] = [];

  constructor(position: number, entries: Iterable<Entry>) {
    this.#position = position;
    this.#compare = compareBy(position);
    this.#waiting = [...entries];
  }
  add(entry: Entry): void {
    this.#waiting.push(entry);
  }
  /** Before the entry's row changes. */
  remove(entry: Entry): void {
    this.#settle();
    const at = this.#lowest((other) => this.#compare(other, entry) >= 0);
    assert(this.#sorted[at] === entry, 'an entry to remove is where its value belongs');
    this.#sorted.splice(at, 1);
  }
  clear(): void {
    this.#sorted = [];
    this.#waiting = [];
  }
  /** All, ascending; not to be kept or changed. */
  all(): readonly Entry[] {
    this.#settle();
    return this.#sorted;
  }
  /** The numbers of a range, ascending; a list of its own. */
  range({low, lowIncluded, high, highIncluded}: Range): Entry[] {
    this.#settle();
    const value = (entry: Entry) => entry.row[this.#position] as number | bigint;
    const number = (entry: Entry) => rank(entry.row[this.#position] ?? null) === 0;
    const from =
      low === undefined ? 0 : this.#lowest((e) => !number(e) || (lowIncluded ? value(e) >= low : value(e) > low));
    const to = this.#lowest(
      (e) => !number(e) || (high !== undefined && (highIncluded ? value(e) > high : value(e) >= high)),
    );
    return this.#sorted.slice(from, to);
  }
  /** The first index at which `reached` holds; it holds from there on. */
  #lowest(reached: (entry: Entry) => boolean): number {
    let [from, to] = [0, this.#sorted.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (reached(this.#sorted[middle]!)) to = middle;
      else from = middle + 1;
    }
    return from;
  }
  #settle(): void {
    if (this.#waiting.length === 0) return;
    if (this.#waiting.length > FEW) {
      this.#sorted = [...this.#sorted, ...this.#waiting].sort(this.#compare);
    } else {
      for (const entry of this.#waiting)
        this.#sorted.splice(
          this.#lowest((other) => this.#compare(other, entry) > 0),
          0,
          entry,
        );
    }
    this.#waiting = [];
  }
}

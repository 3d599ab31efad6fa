import type {Duration} from '@tandem/siddhiql';
import {encode, finish, type Plain, ValueReader} from '@tandem/wire';
import {must} from '@tandem/base';
import {type Cut, itemsPerStep, type Steps} from '../core/cut.ts';
import type {Stateful} from '../core/state.ts';
import {bucketAt} from './durations.ts';
import {BucketsCut} from './buckets-cut.ts';
import {type Cells, type CellsForm} from './cells.ts';
import {type Distinct, readDistinct} from './distinct.ts';
import {Groups} from './groups.ts';
import type {Value} from '../api.ts';

/** What whoever writes buckets elsewhere hears of them. */
export interface StoredBuckets {
  opened(start: number): void;
  /** `cells` of that bucket are about to change, perhaps several times before the lines of `CellsPlan` are settled anew. */
  changes(start: number, cells: Cells): void;
  drops(start: number, groups: Groups): void;
  /** All buckets are others now. */
  loaded(): void;
}

/**
 * All buckets of one duration, by their start, each with the cells of its
 * groups. `#starts` are the keys of `#buckets`, ascending. The bucket of the
 * last event is remembered: the next one falls into it more often than not.
 */
export class Buckets implements Stateful {
  readonly duration: Duration;
  /** The cut that is open: whoever changes cells, or adds some, tells it before. */
  open: BucketsCut | null = null;
  /** Who writes buckets to a table elsewhere: told of what becomes of them. */
  stored: StoredBuckets | null = null;
  readonly #keyOf: (values: readonly Value[]) => unknown;
  readonly #form: CellsForm;
  readonly #buckets = new Map<number, Groups>();
  readonly #starts: number[] = [];
  #forgot: () => void = () => {};
  #opened: (start: number) => void = () => {};
  #last = this.#noGroups();
  /** The span of the bucket of the last event; none after some were forgotten. */
  from = Infinity;
  to = -Infinity;

  /** `keyOf`: the key of a group from the values of its cells. */
  constructor(duration: Duration, {keyOf, ...form}: {keyOf: (values: readonly Value[]) => unknown} & CellsForm) {
    this.duration = duration;
    this.#keyOf = keyOf;
    this.#form = form;
  }
  /** Calls `forgot` when buckets go, others take their place, or a cut begins. */
  onForget(forgot: () => void): void {
    this.#forgot = forgot;
  }
  /** Calls `opened` with the start of each bucket that `at` makes. */
  onOpen(opened: (start: number) => void): void {
    this.#opened = opened;
  }
  get size(): number {
    let size = 0;
    for (const groups of this.#buckets.values()) size += groups.size;
    return size;
  }
  /** The start of the oldest bucket. */
  get oldest(): number | undefined {
    return this.#starts[0];
  }
  /** The groups of the bucket that a moment (ms) falls into; for the caller to add to. */
  at(time: number): Groups {
    if (time >= this.from && time < this.to) return this.#last;
    const {start, end} = bucketAt(this.duration, time);
    let groups = this.#buckets.get(start);
    const isNew = groups === undefined;
    if (!groups) {
      groups = this.#noGroups();
      this.#buckets.set(start, groups);
      this.#starts.splice(this.#place(start), 0, start);
    }
    this.#last = groups;
    this.from = start;
    this.to = end;
    if (isNew) {
      this.#opened(start);
      this.stored?.opened(start);
    }
    return groups;
  }
  /** Buckets that start in `from` (inclusive) to `to` (exclusive), oldest first. */
  *between(from: number, to: number): Iterable<readonly [start: number, groups: Groups]> {
    for (let i = this.#place(from); i < this.#starts.length && this.#starts[i]! < to; i++) {
      const start = this.#starts[i]!;
      yield [start, must(this.#buckets.get(start), 'a bucket for each start')];
    }
  }
  /** Forgets buckets that start before `time`. */
  dropBefore(time: number): void {
    for (const start of this.#starts.splice(0, this.#place(time))) {
      const groups = must(this.#buckets.get(start), 'a bucket for each start');
      this.open?.drops(start, groups);
      this.stored?.drops(start, groups);
      this.#buckets.delete(start);
    }
    if (this.from < time) this.#forgetLast();
    this.#forgot();
  }
  /** The groups of the bucket that starts then. */
  startingAt(start: number): Groups | undefined {
    return this.#buckets.get(start);
  }
  /** The cells of a group, by the values of its attributes. */
  find(start: number, group: readonly Value[]): Cells | undefined {
    return this.#buckets.get(start)?.get(this.#keyOf(group));
  }
  /** The next change of any cells is told to `stored` again. */
  tellAgain(): void {
    this.#forgot();
  }
  /** What the cells of a group say, for who keeps it. */
  values(cells: Cells): Value[] {
    return this.#form.list(cells);
  }
  cut(): Cut {
    const cut = new BucketsCut([...this.#starts], this.#buckets, (cells) => this.values(cells));
    this.open = cut;
    this.#forgot();
    return {
      write: (to) => cut.write(to),
      close: () => {
        cut.close();
        if (this.open === cut) this.open = null;
      },
    };
  }
  save(): Plain {
    return this.#starts.map(
      (start) =>
        [
          start,
          this.#buckets
            .get(start)!
            .values()
            .map((c) => this.values(c)),
        ] as Plain,
    );
  }
  load(state: Plain): void {
    finish(this.loadSteps(new ValueReader(encode(state))));
  }
  *loadSteps(from: ValueReader): Steps {
    this.#buckets.clear();
    this.#starts.length = 0;
    this.#forgetLast();
    this.#forgot();
    const list: Distinct[] = [];
    for (let left = from.array(); left > 0; left--) {
      from.array();
      const start = from.value() as number;
      const groups = this.#noGroups();
      this.#starts.push(start);
      this.#buckets.set(start, groups);
      for (let inside = from.array(); inside > 0; inside--) {
        if (inside % itemsPerStep === 0) yield;
        this.#readList(from, list);
        groups.put(this.#form.from(list));
      }
    }
    this.stored?.loaded();
  }
  /** The next list of values, into the same one each time. */
  #readList(from: ValueReader, list: Distinct[]): void {
    const {isSet} = this.#form;
    // Without a set it may be one of fractions alone, which has a form of its own.
    if (!isSet.includes(true)) return from.list(list as Plain[]);
    const count = from.array();
    for (let i = 0; i < count; i++) list[i] = isSet[i] === true ? readDistinct(from) : from.value();
  }
  #noGroups(): Groups {
    return new Groups(this.#form);
  }
  #forgetLast(): void {
    this.from = Infinity;
    this.to = -Infinity;
  }
  /** How many buckets start before `time`. */
  #place(time: number): number {
    const starts = this.#starts;
    // New buckets are nearly always the newest.
    if (starts.length === 0 || starts[starts.length - 1]! < time) return starts.length;
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

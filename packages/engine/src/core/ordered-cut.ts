import {must} from '@tandem/base';
import type {ValueWriter} from '@tandem/wire';
import {type Cut, itemsPerStep, type Steps} from './cut.ts';
import {DueHeap, type Waiting} from './due-heap.ts';

/** A collection that a cut goes through: `items` is the live one, in ascending order. */
export type Ordered<T, V> = {
  /** Opens the container; afterwards `count` values are written. */
  open(to: ValueWriter): void;
  count: number;
  items: Iterable<T>;
  order(item: T): number;
  /** It was there at the cut, and nothing has changed it since. */
  isAsWas(item: T): boolean;
  valueOf(item: T): V;
  /** It was put aside while it was being written: it need not be when it changes. */
  putAside(item: T): void;
  write(to: ValueWriter, value: V): Steps | void;
  release?(value: V): void;
  /** Items in one step. */
  perStep?: number;
};
type Kept<V> = Waiting & {value: V};
type Reader<V> = {passed: number; waiting: DueHeap<Kept<V>>};

/**
 * A cut of a large collection whose items change in place, come at the end and
 * go anywhere. Its owner puts an item aside (`keep`) when it changes or goes for
 * the first time since; all others are read where they are.
 */
export class OrderedCut<T, V> implements Cut {
  readonly #source: Ordered<T, V>;
  readonly #readers = new Set<Reader<V>>();
  #kept: Kept<V>[] = [];
  #isOpen = true;

  constructor(source: Ordered<T, V>) {
    this.#source = source;
  }
  get isOpen(): boolean {
    return this.#isOpen;
  }
  /** The item that stands at `order` is about to change. */
  keep(order: number, value: V): void {
    const kept = {due: order, order: 0, serial: 0, value};
    this.#kept.push(kept);
    for (const reader of this.#readers) if (order > reader.passed) reader.waiting.push(kept);
  }
  *write(to: ValueWriter): Steps {
    const source = this.#source;
    const {count, perStep = itemsPerStep} = source;
    const reader: Reader<V> = {passed: Number.NEGATIVE_INFINITY, waiting: new DueHeap()};
    for (const kept of this.#kept) reader.waiting.push(kept);
    this.#readers.add(reader);
    source.open(to);
    let written = 0;
    let seen = 0;
    if (count > 0)
      for (const item of source.items) {
        if (++seen % perStep === 0) yield;
        if (!source.isAsWas(item)) continue;
        const order = source.order(item);
        for (let kept = reader.waiting.first; kept && kept.due < order; kept = reader.waiting.first) {
          yield* this.#writeKept(to, reader);
          if (++written % perStep === 0) yield;
        }
        // While kept ones were written, this one may have become one.
        if (!source.isAsWas(item)) continue;
        reader.passed = order;
        yield* this.#writeLive(to, item, order);
        if (++written === count) break;
      }
    while (written < count) {
      yield* this.#writeKept(to, reader);
      if (++written % perStep === 0) yield;
    }
    this.#readers.delete(reader);
  }
  close(): void {
    this.#isOpen = false;
    for (const {value} of this.#kept) this.#source.release?.(value);
    this.#kept = [];
    this.#readers.clear();
  }
  *#writeKept(to: ValueWriter, reader: Reader<V>): Steps {
    const kept = must(reader.waiting.pop(), 'all items of the cut');
    reader.passed = kept.due;
    const steps = this.#source.write(to, kept.value);
    if (steps) yield* steps;
  }
  /** What cannot be written in one step is put aside, as it may change between two. */
  *#writeLive(to: ValueWriter, item: T, order: number): Steps {
    const source = this.#source;
    const value = source.valueOf(item);
    const steps = source.write(to, value);
    if (!steps || steps.next().done === true) return;
    source.putAside(item);
    this.keep(order, value);
    yield;
    yield* steps;
  }
}

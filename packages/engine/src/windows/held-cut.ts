import {must} from '@tandem/base';
import type {Plain, ValueWriter} from '@tandem/wire';
import type {Row} from '../api.ts';
import type {Cut, Steps} from '../core/cut.ts';
import {itemsPerStep} from '../core/cut.ts';

/** A ring of events: `rows`, and `numbers` with the timestamp first of each `stride`. */
export type Ring = {
  numbers: Float64Array | readonly number[];
  rows: readonly (Row | undefined)[];
  stride: number;
  head: number;
  mask: number;
  length: number;
};

const pageBits = 12;
const pageSize = 1 << pageBits;

/**
 * What a ring held at the cut. It reads the ring itself, which writes only over
 * events that have left; of each that leaves it is told before.
 */
export class HeldCut implements Cut {
  readonly #ring: Ring;
  /** The oldest events, which have left since: in pages, as a large array that grows would be copied. */
  readonly #left: {ts: Float64Array; rows: Row[]}[] = [];
  #gone = 0;
  #closed = false;

  constructor(ring: Ring) {
    this.#ring = ring;
  }
  /** The ring's oldest event is about to leave. */
  leaves(ts: number, row: Row): void {
    if (this.#closed || this.#gone === this.#ring.length) return;
    const at = this.#gone++ & (pageSize - 1);
    if (at === 0) this.#left.push({ts: new Float64Array(pageSize), rows: []});
    const page = must(this.#left.at(-1), 'a page');
    page.ts[at] = ts;
    page.rows.push(row);
  }
  *write(to: ValueWriter): Steps {
    const {length, rows, numbers, stride} = this.#ring;
    to.array(2);
    to.array(length);
    for (let i = 0; i < length; i++) {
      if (i % itemsPerStep === 0 && i > 0) yield;
      const page = i < this.#gone ? this.#left[i >> pageBits] : undefined;
      to.value(page ? page.ts[i & (pageSize - 1)]! : numbers[this.#slot(i) * stride]!);
    }
    to.array(length);
    for (let i = 0; i < length; i++) {
      if (i % itemsPerStep === 0) yield;
      const page = i < this.#gone ? this.#left[i >> pageBits] : undefined;
      const row = must(page ? page.rows[i & (pageSize - 1)] : rows[this.#slot(i)], 'a held event');
      to.value(row as unknown as Plain);
    }
  }
  close(): void {
    this.#closed = true;
    this.#left.length = 0;
  }
  #slot(i: number): number {
    return (this.#ring.head + i) & this.#ring.mask;
  }
}

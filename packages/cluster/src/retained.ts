import {assert} from '@tandem/base';
import type {Entry} from './ports.ts';

/** Counted beside a payload: what an entry costs as an object. */
const overhead = 96;
export const costOf = (entry: Entry): number => entry.payload.length + overhead;

/** The active's own copy of the newest entries, without a gap: all that are not durable, and those that the peer still needs. */
export class Retained {
  #entries: Entry[] = [];
  #head = 0;
  #first: number;
  #bytes = 0;

  /** `after`: the newest sequence that is not held. */
  constructor(after: number) {
    this.#first = after + 1;
  }
  /** The oldest sequence held; one above `last` when empty. */
  get first(): number {
    return this.#first;
  }
  get last(): number {
    return this.#first + this.#entries.length - this.#head - 1;
  }
  get bytes(): number {
    return this.#bytes;
  }
  push(entry: Entry): void {
    assert(entry.sequence === this.last + 1, `entry ${entry.sequence} must follow ${this.last}`);
    this.#entries.push(entry);
    this.#bytes += costOf(entry);
  }
  /** Entries from `from` on: at least one if there is one, then while within both limits. */
  slice(from: number, maxEntries: number, maxBytes: number): Entry[] {
    assert(from >= this.#first, `entry ${from} is no longer held, the first is ${this.#first}`);
    const start = this.#head + from - this.#first;
    let end = start;
    for (let bytes = 0; end < this.#entries.length && end - start < maxEntries; end++) {
      const entry = this.#entries[end];
      assert(entry, 'an entry inside the bounds');
      bytes += entry.payload.length;
      if (bytes > maxBytes && end > start) break;
    }
    return this.#entries.slice(start, end);
  }
  evictTo(sequence: number): void {
    while (this.#first <= sequence && this.#head < this.#entries.length) {
      const entry = this.#entries[this.#head++];
      assert(entry, 'an entry inside the bounds');
      this.#bytes -= costOf(entry);
      this.#first++;
    }
    if (this.#head > 1024 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }
}

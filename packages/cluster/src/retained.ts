import {assert} from '@tandem/base';
import {decodeEntries} from '@tandem/wire';
import type {Batch} from './passive-queue.ts';
import type {Entry} from './ports.ts';

/** Counted beside a payload: what an entry costs as an object. */
const overhead = 96;
export const costOf = (entry: Entry): number => entry.payload.length + overhead;
const costOfBatch = (batch: Batch): number => batch.frame.length + overhead;

/**
 * The active's own copy of the newest entries, without a gap: all that are not
 * durable, and those that the peer still needs. What a passive had kept before
 * it took over stays encoded, in front, until it is asked for.
 */
export class Retained {
  #encoded: Batch[] = [];
  #entries: Entry[] = [];
  #head = 0;
  #first: number;
  #last: number;
  #bytes = 0;

  /** `after`: the newest sequence that is not held. */
  constructor(after: number) {
    this.#first = after + 1;
    this.#last = after;
  }
  /** The oldest sequence held; one above `last` when empty. */
  get first(): number {
    return this.#first;
  }
  get last(): number {
    return this.#last;
  }
  get bytes(): number {
    return this.#bytes;
  }
  push(entry: Entry): void {
    assert(entry.sequence === this.#last + 1, `entry ${entry.sequence} must follow ${this.#last}`);
    this.#entries.push(entry);
    this.#last = entry.sequence;
    this.#bytes += costOf(entry);
  }
  /** Takes over encoded entries as they came; neighbours may overlap. Only before the first `push`. */
  adopt(batches: readonly Batch[]): void {
    assert(this.#entries.length === 0, 'encoded entries come before all others');
    for (const batch of batches) {
      if (batch.last <= this.#last) continue;
      assert(batch.first <= this.#last + 1, `batch from ${batch.first} must follow ${this.#last}`);
      this.#encoded.push(batch);
      this.#last = batch.last;
      this.#bytes += costOfBatch(batch);
    }
  }
  /** Entries from `from` on: at least one if there is one, then while within both limits. */
  slice(from: number, maxEntries: number, maxBytes: number): Entry[] {
    assert(from >= this.#first, `entry ${from} is no longer held, the first is ${this.#first}`);
    const taken: Entry[] = [];
    let bytes = 0;
    /** False: the limits are reached. */
    const take = (entry: Entry): boolean => {
      bytes += entry.payload.length;
      if (taken.length === maxEntries || (bytes > maxBytes && taken.length > 0)) return false;
      taken.push(entry);
      return true;
    };
    const oldest = this.#entries[this.#head];
    if (!oldest || from < oldest.sequence) {
      for (const entry of this.#from(from)) if (!take(entry)) break;
    } else {
      // As nearly always: nothing of it is still encoded.
      let i = this.#head + from - oldest.sequence;
      for (let entry = this.#entries[i]; entry && take(entry); entry = this.#entries[++i]);
    }
    return taken;
  }
  evictTo(sequence: number): void {
    while (this.#encoded[0] && this.#encoded[0].last <= sequence) {
      const batch = this.#encoded.shift();
      if (batch) this.#bytes -= costOfBatch(batch);
    }
    for (
      let entry = this.#entries[this.#head];
      entry && entry.sequence <= sequence;
      entry = this.#entries[this.#head]
    ) {
      this.#bytes -= costOf(entry);
      this.#head++;
    }
    this.#first = Math.max(this.#first, Math.min(sequence, this.#last) + 1);
    if (this.#head > 1024 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }
  *#from(from: number): Generator<Entry> {
    let next = from;
    for (const batch of this.#encoded) {
      if (batch.last < next) continue;
      for (const entry of decodeEntries(batch.frame)) {
        if (entry.sequence < next) continue;
        next = entry.sequence + 1;
        yield entry;
      }
    }
    const head = this.#entries[this.#head];
    for (let i = head ? this.#head + next - head.sequence : 0; i < this.#entries.length; i++) {
      const entry = this.#entries[i];
      assert(entry, 'an entry inside the bounds');
      yield entry;
    }
  }
}

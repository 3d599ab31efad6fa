import {assert} from '@tandem/base';
import {decodeEntries, encodeEntries} from '@tandem/wire';
import {EntryLog} from './entry-log.ts';
import {type Batch, costOfBatch} from './frame-log.ts';
import type {Entry} from './ports.ts';

/**
 * The active's own copy of the newest entries, without a gap: all that are not
 * durable, and those that the peer still needs. What a passive had kept before
 * it took over stays as it came, in front, until it is asked for.
 */
export class Retained {
  #inherited: Batch[] = [];
  #inheritedBytes = 0;
  #own: EntryLog;
  #first: number;

  /** `after`: the newest sequence that is not held. */
  constructor(after: number) {
    this.#first = after + 1;
    this.#own = new EntryLog(after);
  }
  /** The oldest sequence held; one above `last` when empty. */
  get first(): number {
    return this.#first;
  }
  get last(): number {
    return this.#own.last;
  }
  get bytes(): number {
    return this.#inheritedBytes + this.#own.bytes;
  }
  push(entry: Entry): void {
    this.#own.push(entry);
  }
  /** Takes over encoded entries as they came, of a queue that changes no more; neighbours may overlap. Only before the first `push`. */
  adopt(batches: Iterable<Batch>): void {
    assert(this.#own.last < this.#own.first, 'encoded entries come before all others');
    let {last} = this;
    for (const batch of batches) {
      if (batch.last <= last) continue;
      assert(batch.first <= last + 1, `batch from ${batch.first} must follow ${last}`);
      this.#inherited.push(batch);
      last = batch.last;
      this.#inheritedBytes += costOfBatch(batch.frame.length);
    }
    this.#own = new EntryLog(last);
  }
  /** Entries from `from` on: at least one if there is one, then while within both limits. */
  slice(from: number, maxEntries: number, maxBytes: number): Entry[] {
    assert(from >= this.#first, `entry ${from} is no longer held, the first is ${this.#first}`);
    if (from > this.last) return [];
    if (from >= this.#own.first) return [...this.#own.entries(from, this.#own.reach(from, maxEntries, maxBytes))];
    const taken: Entry[] = [];
    let bytes = 0;
    for (const entry of this.#from(from)) {
      bytes += entry.payload.length;
      if (taken.length === maxEntries || (bytes > maxBytes && taken.length > 0)) break;
      taken.push(entry);
    }
    return taken;
  }
  /** As `slice`, encoded, of at least one entry; `last`: the newest in it. */
  frame(from: number, maxEntries: number, maxBytes: number): {last: number; frame: Uint8Array} {
    assert(from <= this.last, 'an entry that is there');
    if (from < this.#own.first) {
      const entries = this.slice(from, maxEntries, maxBytes);
      return {last: from + entries.length - 1, frame: encodeEntries(entries)};
    }
    // As nearly always.
    const last = this.#own.reach(from, maxEntries, maxBytes);
    return {last, frame: this.#own.frame(from, last)};
  }
  evictTo(sequence: number): void {
    while (this.#inherited[0] && this.#inherited[0].last <= sequence) {
      const batch = this.#inherited.shift();
      if (batch) this.#inheritedBytes -= costOfBatch(batch.frame.length);
    }
    this.#own.evictTo(sequence);
    this.#first = Math.max(this.#first, Math.min(sequence, this.last) + 1);
  }
  *#from(from: number): Generator<Entry> {
    let next = from;
    for (const batch of this.#inherited) {
      if (batch.last < next) continue;
      for (const entry of decodeEntries(batch.frame)) {
        if (entry.sequence < next) continue;
        next = entry.sequence + 1;
        yield entry;
      }
    }
    yield* this.#own.entries(Math.max(next, this.#own.first), this.#own.last);
  }
}

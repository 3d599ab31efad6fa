import {decodeEntries} from '@tandem/wire';
import {type Batch, FrameLog} from './frame-log.ts';
import type {Entry} from './ports.ts';

/**
 * What a passive holds of its active's journal, encoded as it came: every
 * entry over (base, received] of one epoch, without a gap. It never drops an
 * entry that is not durable: a batch that does not fit is not taken, so it is
 * never acknowledged.
 */
export class PassiveQueue {
  readonly #limit: number;
  readonly #batches = new FrameLog();
  #epoch = 0;
  #base = 0;
  #received = 0;

  /** `limit`: bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }
  /** 0: belongs to no active yet. */
  get epoch(): number {
    return this.#epoch;
  }
  get base(): number {
    return this.#base;
  }
  get received(): number {
    return this.#received;
  }
  get bytes(): number {
    return this.#batches.bytes;
  }
  get entries(): number {
    return this.#received - this.#base;
  }
  /** The active of `epoch` says that everything up to `base` is durable. What is held of another epoch is of no use to it. */
  join(epoch: number, base: number): void {
    if (this.#epoch === epoch && this.#received >= base) return;
    this.#batches.clear();
    this.#epoch = epoch;
    this.#base = base;
    this.#received = base;
  }
  /** False when the batch does not follow on what is held, or does not fit. */
  take(epoch: number, first: number, last: number, frame: Uint8Array): boolean {
    if (epoch !== this.#epoch || first > this.#received + 1) return false;
    if (last <= this.#received) return true;
    if (this.#batches.bytes + frame.length > this.#limit && !this.#batches.empty) return false;
    this.#batches.push(first, last, frame);
    this.#received = last;
    return true;
  }
  /** A snapshot at `mark` is durable. */
  trim(epoch: number, mark: number): void {
    if (epoch !== this.#epoch || mark <= this.#base) return;
    this.#base = mark;
    this.#received = Math.max(this.#received, mark);
    this.#batches.evictTo(mark);
  }
  /** The encoded batches, oldest first; neighbours may overlap. To be read before anything is taken or trimmed. */
  frames(): Iterable<Batch> {
    return this.#batches;
  }
  /** Entries with a larger sequence than `after`, in order, decoded batch by batch. */
  *after(after: number): Generator<Entry> {
    let last = Math.max(after, this.#base);
    for (;;) {
      const some = this.next(last);
      if (some.length === 0) return;
      for (const entry of some) {
        last = entry.sequence;
        yield entry;
      }
    }
  }
  /** The entries after `after` of the first batch that has some; none: nothing newer is held. */
  next(after: number): Entry[] {
    const batch = this.#batches.after(after);
    // A copy: they may be applied when the queue has forgotten them.
    return batch ? decodeEntries(batch.frame.slice()).filter((entry) => entry.sequence > after) : [];
  }
}

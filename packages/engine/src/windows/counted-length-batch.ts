import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk, RESET} from '../core/chunk.ts';
import {type Cut, readRecord, recordCut, type Steps} from '../core/cut.ts';
import type {Tallying} from '../core/stage.ts';
import {BatchBuffer, batchCut} from './batch-buffer.ts';
import type {Window} from './window.ts';

/**
 * `lengthBatch(n)`, where nobody asks for a batch once it is out, before a stage that counts events as they come: when the
 * batch is complete, what it says of it is there. Events are held for snapshots, and for the rows of which the last is shown.
 */
export class CountedLengthBatch implements Window {
  readonly #n: number;
  readonly #next: Tallying;
  /** The batch in the making; beyond `#count` what is left of the one before, to be written over. */
  #ts: number[] = [];
  #rows: Row[] = [];
  #count = 0;
  /** Events that were restored: they are counted with the next one that comes. */
  #uncounted = 0;
  /** A cut goes on reading the lists: they are not written over. */
  #lent = false;

  constructor(n: number, next: Tallying) {
    this.#n = n;
    this.#next = next;
  }
  one(ts: number, row: Row): void {
    const out = this.#take(ts, row);
    if (out !== null) this.#next.batchSays(out);
  }
  #take(ts: number, row: Row): Chunk | null {
    if (this.#count <= this.#uncounted) this.#begin();
    const at = this.#count++;
    this.#ts[at] = ts;
    this.#rows[at] = row;
    this.#next.batchAdds(ts, row, at);
    if (this.#count < this.#n) return null;
    this.#count = 0;
    return this.#next.batchEnds(this.#ts, this.#rows, this.#n);
  }
  #begin(): void {
    if (this.#lent && this.#count === 0) {
      [this.#ts, this.#rows] = [[], []];
      this.#lent = false;
    }
    this.#next.batchBegins();
    for (let i = 0; i < this.#uncounted; i++) this.#next.batchAdds(this.#ts[i]!, this.#rows[i]!, i);
    this.#uncounted = 0;
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  /** Takes all events before it says anything: an error downstream loses none that still wait. */
  chunk({length, kinds, ts, rows}: Chunk): void {
    let outs: Chunk[] | null = null;
    for (let i = 0; i < length; i++) {
      if (kinds[i] === RESET) continue;
      const out = this.#take(ts[i]!, rows[i]!);
      if (out !== null) (outs ??= []).push(out);
    }
    if (outs !== null) for (const out of outs) this.#next.batchSays(out);
  }
  each(): void {}
  save(): Plain {
    const count = this.#count;
    return {
      pending: [this.#ts.slice(0, count), this.#rows.slice(0, count) as unknown as Plain],
      last: new BatchBuffer().save(),
    };
  }
  cut(): Cut {
    this.#lent = true;
    const pending = batchCut(this.#ts, this.#rows, 0, this.#count);
    return recordCut({pending: {cut: pending}, last: new BatchBuffer().save()});
  }
  load(state: Plain): void {
    const pending = new BatchBuffer();
    pending.load((state as {pending: Plain}).pending);
    this.#hold(pending);
  }
  loadSteps(from: ValueReader): Steps {
    return readRecord(from, {pending: () => this.#fill(from)});
  }
  *#fill(from: ValueReader): Steps {
    const pending = new BatchBuffer();
    yield* pending.loadSteps(from);
    this.#hold(pending);
  }
  #hold({ts, rows, length}: BatchBuffer): void {
    // The lists of an empty buffer are those of all empty ones.
    [this.#ts, this.#rows] = length === 0 ? [[], []] : [ts, rows];
    [this.#count, this.#uncounted] = [length, length];
  }
}

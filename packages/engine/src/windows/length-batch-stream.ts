import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import {type Cut, readRecord, recordCut, type Steps} from '../core/cut.ts';
import {eachArrival} from './arrivals.ts';
import {BatchBuffer} from './batch-buffer.ts';
import {emit} from './emit.ts';
import type {Window, WindowHost} from './window.ts';

/**
 * `#window.lengthBatch(n, true)`: passes events on at once. The event after the
 * `n`-th of a batch ends it: the batch as expired (where wanted), reset, the event.
 */
export class LengthBatchStream implements Window {
  readonly #n: number;
  readonly #host: WindowHost;
  readonly #keep: boolean;
  readonly #batch = new BatchBuffer();
  #count = 0;

  constructor(n: number, host: WindowHost) {
    this.#n = n;
    this.#host = host;
    this.#keep = host.expiredWanted || host.findable;
  }
  one(ts: number, row: Row): void {
    emit(this.#host.next, this.#take(ts, row));
  }
  #take(ts: number, row: Row): Chunk {
    const out = new Chunk();
    if (this.#count === this.#n) {
      const now = this.#host.env.now();
      if (this.#host.expiredWanted) this.#batch.into(out, EXPIRED, now);
      out.reset(now);
      this.#batch.clear();
      this.#count = 0;
    }
    this.#count++;
    if (this.#keep) this.#batch.push(ts, row);
    out.push(ts, CURRENT, row);
    return out;
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  chunk(chunk: Chunk): void {
    const outs: Chunk[] = [];
    eachArrival(chunk, (ts, row) => outs.push(this.#take(ts, row)));
    for (const out of outs) emit(this.#host.next, out);
  }
  each(visit: (ts: number, row: Row) => void): void {
    this.#batch.each(visit);
  }
  save(): Plain {
    return {batch: this.#batch.save(), count: this.#count};
  }
  cut(): Cut {
    return recordCut({batch: {cut: this.#batch.cut()}, count: this.#count});
  }
  load(state: Plain): void {
    const {batch, count} = state as {batch: Plain; count: number};
    this.#batch.load(batch);
    this.#count = count;
  }
  loadSteps(from: ValueReader): Steps {
    return readRecord(from, {
      batch: () => this.#batch.loadSteps(from),
      count: () => void (this.#count = from.value() as number),
    });
  }
}

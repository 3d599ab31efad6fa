import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import {type Cut, readRecord, recordCut, type Steps} from '../core/cut.ts';
import {tallying} from '../core/stage.ts';
import {Arguments} from './arguments.ts';
import {eachArrival} from './arrivals.ts';
import {BatchBuffer} from './batch-buffer.ts';
import {CountedLengthBatch} from './counted-length-batch.ts';
import {EmptyLengthBatch} from './empty-length-batch.ts';
import {LengthBatchStream} from './length-batch-stream.ts';
import {PassingLengthBatch} from './passing-length-batch.ts';
import type {Window, WindowHost, WindowType} from './window.ts';

/**
 * `#window.lengthBatch(n)`: holds events back until there are `n`, then says in
 * one chunk: the batch before as expired (where wanted), reset, the batch.
 * A search finds the batch that went out last.
 */
class LengthBatchWindow implements Window {
  readonly #n: number;
  readonly #host: WindowHost;
  readonly #keep: boolean;
  readonly #pending = new BatchBuffer();
  #last = new BatchBuffer();

  constructor(n: number, host: WindowHost) {
    this.#n = n;
    this.#host = host;
    this.#keep = host.expiredWanted || host.findable;
  }
  one(ts: number, row: Row): void {
    const out = this.#take(ts, row);
    if (out) this.#host.next.chunk(out);
  }
  #take(ts: number, row: Row): Chunk | null {
    this.#pending.push(ts, row);
    if (this.#pending.length < this.#n) return null;
    const out = new Chunk();
    const now = this.#host.env.now();
    if (this.#host.expiredWanted) this.#last.into(out, EXPIRED, now);
    out.reset(now);
    const batch = this.#pending.take();
    batch.into(out, CURRENT);
    if (this.#keep) this.#last = batch;
    return out;
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  /** Takes all events before it says anything: an error downstream loses none that still wait. */
  chunk(chunk: Chunk): void {
    const outs: Chunk[] = [];
    eachArrival(chunk, (ts, row) => {
      const out = this.#take(ts, row);
      if (out) outs.push(out);
    });
    for (const out of outs) this.#host.next.chunk(out);
  }
  each(visit: (ts: number, row: Row) => void): void {
    this.#last.each(visit);
  }
  save(): Plain {
    return {pending: this.#pending.save(), last: this.#last.save()};
  }
  cut(): Cut {
    return recordCut({pending: {cut: this.#pending.cut()}, last: {cut: this.#last.cut()}});
  }
  load(state: Plain): void {
    const {pending, last} = state as {pending: Plain; last: Plain};
    this.#pending.load(pending);
    this.#last.load(last);
  }
  loadSteps(from: ValueReader): Steps {
    return readRecord(from, {
      pending: () => this.#pending.loadSteps(from),
      last: () => this.#last.loadSteps(from),
    });
  }
}

export const lengthBatch: WindowType = {
  name: 'lengthBatch',
  plan: (list, call) => {
    const args = new Arguments(list, call);
    args.count(1, 2, 'lengthBatch(<int> [, <bool>])');
    const n = args.int(0, 'the length');
    const stream = args.length === 2 && args.bool(1, 'stream.current.event');
    return {
      batch: true,
      findable: true,
      create: (host) => {
        if (n === 0) return new EmptyLengthBatch(host);
        if (stream) return new LengthBatchStream(n, host);
        if (host.expiredWanted || host.findable) return new LengthBatchWindow(n, host);
        const counts = tallying(host.next);
        return counts ? new CountedLengthBatch(n, counts) : new PassingLengthBatch(n, host);
      },
    };
  },
};

import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import type {Cut, Steps} from '../core/cut.ts';
import {Arguments} from './arguments.ts';
import {eachArrival} from './arrivals.ts';
import {BatchBuffer} from './batch-buffer.ts';
import type {Window, WindowHost, WindowType} from './window.ts';

/**
 * `#window.batch([n])`: what came in one chunk is one batch. With `n` it is cut
 * into pieces of n, each a chunk of its own. The first piece starts with the
 * whole batch before as expired (where wanted); each has a reset before its events.
 */
class ChunkBatchWindow implements Window {
  readonly #n: number;
  readonly #host: WindowHost;
  readonly #keep: boolean;
  readonly #last = new BatchBuffer();

  /** `n` is 0 where batches are not cut. */
  constructor(n: number, host: WindowHost) {
    this.#n = n;
    this.#host = host;
    this.#keep = host.expiredWanted || host.findable;
  }
  one(ts: number, row: Row): void {
    this.chunk(Chunk.one(ts, row));
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  chunk(chunk: Chunk): void {
    const {env, next, expiredWanted} = this.#host;
    const batch = new BatchBuffer();
    eachArrival(chunk, (ts, row) => batch.push(ts, row));
    if (batch.length === 0) return;
    const now = env.now();
    const size = this.#n === 0 ? batch.length : this.#n;
    const pieces: Chunk[] = [];
    for (let from = 0; from < batch.length; from += size) {
      const piece = new Chunk();
      if (from === 0 && expiredWanted) this.#last.into(piece, EXPIRED, now);
      piece.reset(now);
      const to = Math.min(batch.length, from + size);
      for (let i = from; i < to; i++) piece.push(batch.ts[i]!, CURRENT, batch.rows[i]!);
      pieces.push(piece);
    }
    if (this.#keep) [this.#last.ts, this.#last.rows] = [batch.ts, batch.rows];
    for (const piece of pieces) next.chunk(piece);
  }
  each(visit: (ts: number, row: Row) => void): void {
    this.#last.each(visit);
  }
  save(): Plain {
    return this.#last.save();
  }
  cut(): Cut {
    return this.#last.cut();
  }
  load(state: Plain): void {
    this.#last.load(state);
  }
  loadSteps(from: ValueReader): Steps {
    return this.#last.loadSteps(from);
  }
}

export const batch: WindowType = {
  name: 'batch',
  plan: (list, call) => {
    const args = new Arguments(list, call);
    args.count(0, 1, 'batch([<int>])');
    const n = args.length === 0 ? 0 : args.int(0, 'the length');
    return {batch: true, findable: true, create: (host) => new ChunkBatchWindow(n, host)};
  },
};

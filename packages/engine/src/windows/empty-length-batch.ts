import type {Plain} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import {eachArrival} from './arrivals.ts';
import type {Window, WindowHost} from './window.ts';

/** `lengthBatch(0)`: each event is a batch that ends as it comes. */
export class EmptyLengthBatch implements Window {
  readonly #host: WindowHost;

  constructor(host: WindowHost) {
    this.#host = host;
  }
  one(ts: number, row: Row): void {
    const out = new Chunk();
    out.push(ts, CURRENT, row);
    if (this.#host.expiredWanted) out.push(this.#host.env.now(), EXPIRED, row);
    out.reset(ts);
    this.#host.next.chunk(out);
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  chunk(chunk: Chunk): void {
    eachArrival(chunk, (ts, row) => this.one(ts, row));
  }
  each(): void {}
  save(): Plain {
    return null;
  }
  load(): void {}
}

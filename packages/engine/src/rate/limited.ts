import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import type {Stage} from '../core/stage.ts';
import {emit} from '../windows/emit.ts';
import type {Accept, GroupKey, RateStage} from './rate.ts';

/** A rate stage over what is done with one event: what passes of one chunk is one chunk. */
export class Limited implements RateStage {
  readonly #accept: Accept;
  readonly #next: Stage;

  constructor(accept: Accept, next: Stage) {
    this.#accept = accept;
    this.#next = next;
  }
  one(ts: number, row: Row): void {
    const out = new Chunk();
    this.#accept(ts, CURRENT, row, null, out);
    emit(this.#next, out);
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    const out = new Chunk();
    this.#accept(expiredAt, EXPIRED, expired, null, out);
    this.#accept(ts, CURRENT, row, null, out);
    emit(this.#next, out);
  }
  chunk(chunk: Chunk): void {
    this.grouped(chunk, []);
  }
  grouped(chunk: Chunk, keys: readonly GroupKey[]): void {
    const out = new Chunk();
    for (let i = 0; i < chunk.length; i++) {
      this.#accept(chunk.ts[i]!, chunk.kinds[i]!, chunk.rows[i]!, keys[i] ?? null, out);
    }
    emit(this.#next, out);
  }
}

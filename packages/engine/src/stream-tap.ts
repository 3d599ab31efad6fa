import type {Row, StreamCallback} from './api.ts';
import {Chunk} from './core/chunk.ts';
import type {Stage} from './core/stage.ts';

/** The callbacks of a stream, as its last receiver. Events are copies: a callback may keep or change them. */
export class StreamTap implements Stage {
  #callbacks: StreamCallback[] = [];

  add(callback: StreamCallback): void {
    this.#callbacks = [...this.#callbacks, callback];
  }
  one(ts: number, row: Row): void {
    const callbacks = this.#callbacks;
    for (let i = 0; i < callbacks.length; i++) callbacks[i]!([{timestamp: ts, data: row.slice()}]);
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  chunk(chunk: Chunk): void {
    for (const callback of this.#callbacks)
      callback(Array.from({length: chunk.length}, (_, i) => ({timestamp: chunk.ts[i]!, data: chunk.rows[i]!.slice()})));
  }
}

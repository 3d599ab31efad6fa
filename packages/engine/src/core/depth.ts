import type {Row} from '../api.ts';
import type {Chunk} from './chunk.ts';
import type {Stage} from './stage.ts';

/** How deep streams and named windows of one app are nested in each other at the moment. */
export type Depth = {now: number};
/**
 * Streams within streams. A loop without end must stop at the same event on
 * every node and every run, so a count decides, not the stack.
 */
export const DEEPEST = 256;

export const tooDeep = (id: string): Error =>
  new Error(`streams nest ${DEEPEST} deep at '${id}': queries insert into each other without end`);

/** A level of nesting, as a stream is one. Too deep is an error of the stream that the events came from. */
export class Nested implements Stage {
  readonly #next: Stage;
  readonly #id: string;
  readonly #depth: Depth;

  constructor(next: Stage, id: string, depth: Depth) {
    this.#next = next;
    this.#id = id;
    this.#depth = depth;
  }
  one(ts: number, row: Row): void {
    this.#enter();
    try {
      this.#next.one(ts, row);
    } finally {
      this.#depth.now--;
    }
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.#enter();
    try {
      this.#next.pair(expiredAt, expired, ts, row);
    } finally {
      this.#depth.now--;
    }
  }
  chunk(chunk: Chunk): void {
    this.#enter();
    try {
      this.#next.chunk(chunk);
    } finally {
      this.#depth.now--;
    }
  }
  #enter(): void {
    if (this.#depth.now >= DEEPEST) throw tooDeep(this.#id);
    this.#depth.now++;
  }
}

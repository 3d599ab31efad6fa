import type {Row} from '../api.ts';
import {Chunk, CURRENT, RESET} from './chunk.ts';
import {dispatcher} from './dispatcher.ts';
import type {Stage} from './stage.ts';

/** What a junction does with an error of a receiver: it drops the events, or sends them elsewhere. */
export type FailureHandler = (error: Error, chunk: Chunk) => void;

/** How deep streams of one app are nested in each other at the moment. */
export type Depth = {now: number};
/**
 * Streams within streams. A loop without end must stop at the same event on
 * every node and every run, so a count decides, not the stack.
 */
const DEEPEST = 256;

/**
 * A stream: hands each chunk to its receivers, one after the other, in order
 * of subscription, depth first. Whatever kind an event had, here it is current.
 *
 * An error in a receiver ends the chunk's way here: later receivers do not see
 * it, the sender never does.
 */
export class Junction implements Stage {
  readonly id: string;
  readonly #fail: FailureHandler;
  readonly #depth: Depth;
  readonly #receivers: Stage[] = [];
  #to: Stage;

  constructor(id: string, fail: FailureHandler, depth: Depth) {
    this.id = id;
    this.#fail = fail;
    this.#depth = depth;
    this.#to = dispatcher([], id);
  }
  subscribe(receiver: Stage): void {
    this.#receivers.push(receiver);
    this.#to = dispatcher(this.#receivers, this.id);
  }
  one(ts: number, row: Row): void {
    const depth = this.#depth;
    if (depth.now >= DEEPEST) return this.#tooDeep(Chunk.one(ts, row));
    depth.now++;
    try {
      this.#to.one(ts, row);
    } catch (error) {
      this.#fail(error as Error, Chunk.one(ts, row));
    } finally {
      depth.now--;
    }
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    const chunk = new Chunk();
    chunk.push(expiredAt, CURRENT, expired);
    chunk.push(ts, CURRENT, row);
    this.#deliver(chunk);
  }
  chunk(chunk: Chunk): void {
    this.#deliver(currents(chunk));
  }
  #deliver(chunk: Chunk): void {
    if (chunk.length === 0) return;
    if (chunk.length === 1) return this.one(chunk.ts[0]!, chunk.rows[0]!);
    const depth = this.#depth;
    if (depth.now >= DEEPEST) return this.#tooDeep(chunk);
    depth.now++;
    try {
      this.#to.chunk(chunk);
    } catch (error) {
      this.#fail(error as Error, chunk);
    } finally {
      depth.now--;
    }
  }
  #tooDeep(chunk: Chunk): void {
    this.#fail(
      new Error(`streams nest ${DEEPEST} deep at '${this.id}': queries insert into each other without end`),
      chunk,
    );
  }
}

/** All events as current ones, resets dropped; the chunk itself where nothing changes. */
function currents(chunk: Chunk): Chunk {
  if (chunk.kinds.every((k) => k === CURRENT)) return chunk;
  const out = new Chunk();
  for (let i = 0; i < chunk.length; i++) if (chunk.kinds[i] !== RESET) out.push(chunk.ts[i]!, CURRENT, chunk.rows[i]!);
  return out;
}

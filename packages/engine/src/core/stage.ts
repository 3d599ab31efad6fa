import type {Row} from '../api.ts';
import type {Chunk} from './chunk.ts';

/**
 * The contract of everything that an event passes: filter, window, selector,
 * rate limiter, output. Synchronous, depth first: when a call returns, all
 * that follows from the event has happened.
 *
 * `one` and `pair` are the hot paths; each means exactly what `chunk` would
 * mean with a chunk of that one or those two events.
 */
export interface Stage<F = Row> {
  /** One current event, alone in its chunk. */
  one(ts: number, row: F): void;
  /** What a sliding window says: an expired event, then a current one, in one chunk. */
  pair(expiredAt: number, expired: F, ts: number, row: F): void;
  chunk(chunk: Chunk<F>): void;
}

/** Where events end that nobody wants. */
export const nowhere: Stage<unknown> = {one: () => {}, pair: () => {}, chunk: () => {}};

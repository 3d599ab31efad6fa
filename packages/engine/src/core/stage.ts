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

/** What is held, as a counting stage sees it. Not part of the state: whatever is not there any more is read from the row. */
export type Beside = {
  /** Per slot: the timestamp, then `columns` numbers; NaN: to be read from the row. */
  numbers: Float64Array;
  readonly stride: number;
  /** Per slot: the group; undefined: to be looked up. Null where there is one group only. */
  groups: unknown[] | null;
};

/**
 * A stage that aggregates what a window holds. It keeps its group and what it counted beside each event, so that an expired
 * one costs no look-up and no look at its row, which left the cache long ago.
 */
export interface Counting extends Stage {
  readonly columns: number;
  readonly grouped: boolean;
  /** As `one`, of the event at a slot. */
  enter(ts: number, row: Row, held: Beside, slot: number): void;
  /** As `pair`. The expired event was at slot `from`, where all is still as it was; the current one is at `to`. */
  swap(expiredAt: number, expired: Row, held: Beside, from: number, ts: number, row: Row, to: number): void;
  /** Begins a chunk, of which the stage is told event by event; one that fails is not closed. */
  open(): void;
  /** A current event of the open chunk, now at a slot. */
  add(ts: number, row: Row, held: Beside, slot: number): void;
  /** An expired event of the open chunk, which was at a slot where all is still as it was. */
  drop(expiredAt: number, expired: Row, held: Beside, slot: number): void;
  /** Ends the chunk: what it gives goes on. */
  close(): void;
}

export const counting = (stage: Stage): Counting | null => ('swap' in stage ? (stage as Counting) : null);

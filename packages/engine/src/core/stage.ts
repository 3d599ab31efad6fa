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

/**
 * What a window holds, oldest first, as generated code reads and writes it: slots from `head` on, `length` of them, each
 * slot number taken `& mask`. The slot that was left last is never the next one to be filled.
 */
export type Ring = {
  /** How many events are held; the ring must `grow` before it is `mask`. */
  length: number;
  head: number;
  readonly mask: number;
  readonly rows: (Row | undefined)[];
  /**
   * Per slot: the timestamp, then the columns of the counting stage, then the window's own; NaN: to be read from the
   * row. Beside the timestamp not part of the state.
   */
  readonly numbers: Float64Array | number[];
  readonly stride: number;
  /** Per slot: the group; undefined: to be looked up. Null where there is one group only. Not part of the state. */
  readonly groups: unknown[] | null;
  /** Who must be told of each event before it leaves. */
  readonly reader: {leaves(ts: number, row: Row): void} | null;
  grow(): void;
};

/** The hot entrances of a window and the stage behind it, as one piece of code. */
export type Entrances = {
  one: Stage['one'];
  /** A chunk of current events. */
  currents(chunk: Chunk): void;
};

/**
 * A stage that aggregates what a window holds. It keeps its group and what it counted beside each event, so that an expired
 * one costs no look-up and no look at its row, which left the cache long ago. Window and stage are one generated function:
 * what is held is said event by event, and what fails behind the window keeps no event out of it.
 */
export interface Counting extends Stage {
  /** Numbers that it keeps of each event. */
  readonly columns: number;
  readonly grouped: boolean;
  /** Of a window that holds the newest `n` events; `now`: the stamp of what leaves. */
  newest(ring: Ring, n: number, now: () => number): Entrances;
  /**
   * Of a window that holds events until one comes that is `t` ms younger by the long attribute at `attribute`: kept as
   * the window's own number once it was asked for. `timeOf` reads it from the row of such a number that is not known,
   * and throws where there is none: no event of `currents` may be one of those.
   */
  recent(ring: Ring, attribute: number, t: number, timeOf: (row: Row, attribute: number) => number): Entrances;
}

/**
 * A stage that aggregates batches: it can count the events of one as they come. In the meantime it says of its own state
 * what it was before the batch.
 */
export interface Tallying extends Stage {
  /** For a window, which tells it of events in no other way. The batch before is forgotten. */
  batchBegins(): void;
  /** The event is the one at `at` of the batch. */
  batchAdds(ts: number, row: Row, at: number): void;
  /** The batch is complete: what is to be said of it. Its events are the first `length` ones. */
  batchEnds(ts: readonly number[], rows: readonly Row[], length: number): Chunk | null;
  batchSays(answer: Chunk): void;
}

export const tallying = (stage: Stage): Tallying | null => ('batchAdds' in stage ? (stage as Tallying) : null);
export const counting = (stage: Stage): Counting | null => ('newest' in stage ? (stage as Counting) : null);

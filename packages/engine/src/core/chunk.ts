import type {Row} from '../api.ts';

/** Kinds of events inside a query. Timers are calls, not events. */
export const CURRENT = 0;
export const EXPIRED = 1;
/** Ends a batch: aggregators forget everything. Its row is null. */
export const RESET = 2;
export type Kind = typeof CURRENT | typeof EXPIRED | typeof RESET;

/**
 * Events that travel together. Chunks are semantics, not only speed: a
 * selector with aggregation answers once per chunk and group.
 *
 * Rows are immutable and may be kept; a chunk belongs to who made it, is read
 * during the call only, and never changes once handed on. `F` is the row of a
 * stream, or the frame of a join or pattern.
 */
export class Chunk<F = Row> {
  length = 0;
  readonly ts: number[] = [];
  readonly kinds: Kind[] = [];
  readonly rows: F[] = [];
  /**
   * Set by joins and patterns: where each part ends (exclusive; the last part
   * ends at `length`). What one trigger event matched is one part, as is each
   * match of a pattern. A selector merges
   * groups, orders and limits within each part and answers with one chunk for
   * all of them. Null: the chunk is one part.
   */
  parts: number[] | null = null;

  push(ts: number, kind: Kind, row: F): void {
    this.ts.push(ts);
    this.kinds.push(kind);
    this.rows.push(row);
    this.length++;
  }
  reset(ts: number): void {
    this.push(ts, RESET, null as F);
  }
  static one<F>(ts: number, row: F, kind: Kind = CURRENT): Chunk<F> {
    const chunk = new Chunk<F>();
    chunk.push(ts, kind, row);
    return chunk;
  }
  static pair<F>(expiredAt: number, expired: F, ts: number, row: F): Chunk<F> {
    const chunk = new Chunk<F>();
    chunk.push(expiredAt, EXPIRED, expired);
    chunk.push(ts, CURRENT, row);
    return chunk;
  }
}

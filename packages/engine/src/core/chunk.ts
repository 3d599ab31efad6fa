import type {Row} from '../api.ts';

/** Kinds of events inside a query. Timers are calls, not events. */
export const CURRENT = 0;
export const EXPIRED = 1;
/** Ends a batch: aggregators forget everything. Its row is null. */
export const RESET = 2;
export type Kind = typeof CURRENT | typeof EXPIRED | typeof RESET;

/** The kinds of any chunk of current events; it grows, and holds nothing else. */
const CURRENTS: Kind[] = Array.from({length: 1024}, () => CURRENT);
function moreCurrents(length: number): void {
  while (CURRENTS.length < length) CURRENTS.push(CURRENT);
}

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
  /** At least `length` of them, as of `rows`: what stands behind is no part of the chunk. */
  readonly ts: number[];
  /** At least `length` of them; shared between chunks while all events are current. */
  kinds: Kind[] = CURRENTS;
  readonly rows: F[];
  /**
   * Set by joins and patterns: where each part ends (exclusive; the last part
   * ends at `length`). What one trigger event matched is one part, as is each
   * match of a pattern. A selector merges
   * groups, orders and limits within each part and answers with one chunk for
   * all of them. Null: the chunk is one part.
   */
  parts: number[] | null = null;

  constructor(ts: number[] = [], rows: F[] = []) {
    this.ts = ts;
    this.rows = rows;
  }
  /** All current: nobody need look at the kinds. */
  get plain(): boolean {
    return this.kinds === CURRENTS;
  }
  push(ts: number, kind: Kind, row: F): void {
    this.ts.push(ts);
    this.rows.push(row);
    if (this.kinds === CURRENTS) {
      if (kind !== CURRENT) this.kinds = CURRENTS.slice(0, this.length);
      else if (this.length >= CURRENTS.length) moreCurrents(this.length + 1);
    }
    if (this.kinds !== CURRENTS) this.kinds.push(kind);
    this.length++;
  }
  /** Puts another event in the place of one. */
  replace(at: number, ts: number, kind: Kind, row: F): void {
    this.ts[at] = ts;
    this.rows[at] = row;
    if (this.kinds === CURRENTS) {
      if (kind === CURRENT) return;
      this.kinds = CURRENTS.slice(0, this.length);
    }
    this.kinds[at] = kind;
  }
  reset(ts: number): void {
    this.push(ts, RESET, null as F);
  }
  /** The same events with other rows. */
  map<G>(of: (row: F) => G): Chunk<G> {
    const chunk = new Chunk<G>();
    for (let i = 0; i < this.length; i++) chunk.push(this.ts[i]!, this.kinds[i]!, of(this.rows[i]!));
    chunk.parts = this.parts;
    return chunk;
  }
  /** Current events alone, the first `length` of the arrays. They become the chunk's own, or are lent by who does not change them during the call. */
  static currents<F>(ts: number[], rows: F[], length = rows.length): Chunk<F> {
    const chunk = new Chunk<F>(ts, rows);
    chunk.length = length;
    if (length > CURRENTS.length) moreCurrents(length);
    return chunk;
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

import {type Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import type {Stage} from '../core/stage.ts';

/** Hands a chunk on, an empty one not at all, by the shortest way that means the same. */
export function emit<F>(next: Stage<F>, out: Chunk<F>): void {
  const {length, ts, kinds, rows} = out;
  if (length === 0) return;
  if (length === 1 && kinds[0] === CURRENT) next.one(ts[0]!, rows[0]!);
  else if (length === 2 && kinds[0] === EXPIRED && kinds[1] === CURRENT) next.pair(ts[0]!, rows[0]!, ts[1]!, rows[1]!);
  else next.chunk(out);
}

import {Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import type {Stage} from '../core/stage.ts';

/**
 * A side of a join without a window, as if it had one of no length: an event
 * comes, leaves at once, and aggregates begin anew. Holds nothing. `now`: the
 * clock, which stamps what leaves.
 */
export function windowless(
  next: Stage,
  now: () => number,
  {expired, resets}: {expired: boolean; resets: boolean},
): Stage {
  if (!expired && !resets) return next;
  const chunk = (incoming: Chunk): void => {
    const out = new Chunk();
    for (let i = 0; i < incoming.length; i++) {
      const [ts, row] = [incoming.ts[i]!, incoming.rows[i]!];
      out.push(ts, CURRENT, row);
      if (expired) out.push(now(), EXPIRED, row);
      if (resets) out.reset(now());
    }
    next.chunk(out);
  };
  return {
    one: (ts, row) => chunk(Chunk.one(ts, row)),
    pair: (expiredAt, expiredRow, ts, row) => chunk(Chunk.pair(expiredAt, expiredRow, ts, row)),
    chunk,
  };
}

import {Chunk, CURRENT} from '../core/chunk.ts';
import type {Stage} from '../core/stage.ts';

/** One source on both sides: each event runs the left side to its end, then the right one; chunks are taken apart. */
export function selfJoin(left: Stage, right: Stage): Stage {
  const sides = [left, right];
  return {
    one: (ts, row) => {
      for (const side of sides) side.one(ts, row);
    },
    pair: (expiredAt, expired, ts, row) => apart(Chunk.pair(expiredAt, expired, ts, row), sides),
    chunk: (chunk) => apart(chunk, sides),
  };
}

function apart(chunk: Chunk, sides: readonly Stage[]): void {
  for (let i = 0; i < chunk.length; i++) {
    const [ts, kind, row] = [chunk.ts[i]!, chunk.kinds[i]!, chunk.rows[i]!];
    for (const side of sides) {
      if (kind === CURRENT) side.one(ts, row);
      else side.chunk(Chunk.one(ts, row, kind));
    }
  }
}

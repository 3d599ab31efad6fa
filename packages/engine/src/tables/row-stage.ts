import type {Row} from '../api.ts';
import {type Chunk, RESET} from '../core/chunk.ts';
import type {Stage} from '../core/stage.ts';

export type TimedRow = {ts: number; row: Row};

/** A stage for which every event is a row, whatever its kind; gets the rows of a chunk at once. */
export function rowStage(take: (rows: readonly TimedRow[]) => void): Stage {
  return {
    one: (ts, row) => take([{ts, row}]),
    pair: (expiredAt, expired, ts, row) =>
      take([
        {ts: expiredAt, row: expired},
        {ts, row},
      ]),
    chunk: (chunk: Chunk) => {
      const rows: TimedRow[] = [];
      for (let i = 0; i < chunk.length; i++)
        if (chunk.kinds[i] !== RESET) rows.push({ts: chunk.ts[i]!, row: chunk.rows[i]!});
      take(rows);
    },
  };
}

import type {Row, RowCallback} from './api.ts';
import {type Chunk, RESET} from './core/chunk.ts';
import type {Stage} from './core/stage.ts';

/** Hands a stream's rows to a callback as they are. What it throws is reported and stops nothing. */
export function rowTap(callback: RowCallback, report: (error: Error) => void): Stage {
  const one = (ts: number, row: Row): void => {
    try {
      callback(ts, row);
    } catch (error) {
      report(error as Error);
    }
  };
  return {
    one,
    pair: (expiredAt, expired, ts, row) => {
      one(expiredAt, expired);
      one(ts, row);
    },
    chunk: (chunk: Chunk) => {
      const {length, ts, kinds, rows} = chunk;
      for (let i = 0; i < length; i++) if (kinds[i] !== RESET) one(ts[i]!, rows[i]!);
    },
  };
}

import type {Row} from '../api.ts';
import {type Chunk, RESET} from '../core/chunk.ts';

/**
 * What counts as an arrival at a window: currents, and expired events that
 * reach it. Resets are passed over: a window starts the life of its events anew.
 */
export function eachArrival(chunk: Chunk, arrive: (ts: number, row: Row) => void): void {
  for (let i = 0; i < chunk.length; i++) if (chunk.kinds[i] !== RESET) arrive(chunk.ts[i]!, chunk.rows[i]!);
}

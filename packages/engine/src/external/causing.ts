import {Chunk} from '../core/chunk.ts';
import type {Stage} from '../core/stage.ts';
import type {ExternalDesk} from './desk.ts';

/** Passes events on as what `stream` brought. */
export function causing(desk: ExternalDesk, stream: string, next: Stage): Stage {
  const chunk = (c: Chunk): void => desk.causing({stream, chunk: c}, () => next.chunk(c));
  return {
    one: (ts, row) => desk.causing({stream, chunk: Chunk.one(ts, row)}, () => next.one(ts, row)),
    pair: (expiredAt, expired, ts, row) => chunk(Chunk.pair(expiredAt, expired, ts, row)),
    chunk,
  };
}

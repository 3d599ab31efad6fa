import type {Event, QueryCallback, Row} from '../api.ts';
import {type Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import type {Stage} from '../core/stage.ts';

/** Between a query and its target: shows what leaves to the query's callbacks first. */
export class QueryTap implements Stage {
  readonly #next: Stage;
  #callbacks: QueryCallback[] = [];

  constructor(next: Stage) {
    this.#next = next;
  }
  add(callback: QueryCallback): void {
    this.#callbacks = [...this.#callbacks, callback];
  }
  one(ts: number, row: Row): void {
    if (this.#callbacks.length > 0) this.#call(ts, [{timestamp: ts, data: row}], null);
    this.#next.one(ts, row);
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    if (this.#callbacks.length > 0)
      this.#call(ts, [{timestamp: ts, data: row}], [{timestamp: expiredAt, data: expired}]);
    this.#next.pair(expiredAt, expired, ts, row);
  }
  chunk(chunk: Chunk): void {
    if (this.#callbacks.length > 0) {
      this.#call(chunk.ts[chunk.length - 1] ?? -1, eventsOf(chunk, CURRENT), eventsOf(chunk, EXPIRED));
    }
    this.#next.chunk(chunk);
  }
  /** Events are copies: a callback may keep or change them. */
  #call(ts: number, current: Event[] | null, expired: Event[] | null): void {
    for (const callback of this.#callbacks) callback(ts, copies(current), copies(expired));
  }
}

const copies = (events: Event[] | null): Event[] | null =>
  events?.map((e) => ({timestamp: e.timestamp, data: [...e.data]})) ?? null;

function eventsOf(chunk: Chunk, kind: number): Event[] | null {
  const events: Event[] = [];
  for (let i = 0; i < chunk.length; i++)
    if (chunk.kinds[i] === kind) events.push({timestamp: chunk.ts[i]!, data: chunk.rows[i]!});
  return events.length === 0 ? null : events;
}

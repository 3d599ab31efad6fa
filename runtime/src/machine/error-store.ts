import {encode, type Plain} from '@tandem/wire';

/** An error's events, kept for a person to look at. `at`: entry time, ms since 1970. `id`: unique in the group, growing. */
export type KeptError = {
  id: number;
  at: number;
  app: string;
  stream: string;
  query: string;
  /** The sink that could not deliver the events, '' for those of a stream: there they are sent again, here to the sink alone. */
  sink: string;
  cause: string;
  events: readonly {timestamp: number; data: readonly Plain[]}[];
};
/** In a snapshot: next id, then id, at, app, stream, query, cause, [timestamp, data] of each event, and where there is one the sink. */
export type SavedErrors = [number, (SavedError | [...SavedError, string])[]];
type SavedError = [number, number, string, string, string, string, [number, Plain[]][]];

/** How much is kept: an error store that grew without end would end the node, and every snapshot carries it. */
const MOST = 1000;
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * What `@OnError(action='store')` and `on.error='STORE'` keep: part of the machine's state, so that
 * it survives a takeover and both nodes forget the same. When it is full the oldest leave.
 */
export class ErrorStore {
  #next = 1;
  #bytes = 0;
  readonly #kept = new Map<number, {error: KeptError; bytes: number}>();

  /** Answers the id, and how many old ones had to leave. */
  keep(error: Omit<KeptError, 'id'>): {id: number; left: number} {
    const id = this.#next++;
    this.#add({id, ...error});
    let left = 0;
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST && (this.#bytes <= MOST_BYTES || oldest === id)) break;
      this.discard(oldest);
      left++;
    }
    return {id, left};
  }
  /** Nothing was ever kept: there is nothing to save. */
  get isNew(): boolean {
    return this.#next === 1;
  }
  get(id: number): KeptError | undefined {
    return this.#kept.get(id)?.error;
  }
  /** Oldest first; of one app or of all. */
  list(app?: string): KeptError[] {
    const all = [...this.#kept.values()].map(({error}) => error);
    return app === undefined ? all : all.filter((error) => error.app === app);
  }
  /** Answers whether it was there. */
  discard(id: number): boolean {
    this.#bytes -= this.#kept.get(id)?.bytes ?? 0;
    return this.#kept.delete(id);
  }
  saved(): SavedErrors {
    return [
      this.#next,
      this.list().map(({id, at, app, stream, query, sink, cause, events}) => {
        const rows = events.map(({timestamp, data}): [number, Plain[]] => [timestamp, [...data]]);
        const saved: SavedError = [id, at, app, stream, query, cause, rows];
        return sink === '' ? saved : [...saved, sink];
      }),
    ];
  }
  restore([next, errors]: SavedErrors): void {
    this.#next = next;
    this.#bytes = 0;
    this.#kept.clear();
    for (const [id, at, app, stream, query, cause, events, sink = ''] of errors) {
      this.#add({
        id,
        at,
        app,
        stream,
        query,
        sink,
        cause,
        events: events.map(([timestamp, data]) => ({timestamp, data})),
      });
    }
  }
  #add(error: KeptError): void {
    const bytes = encode(error.events.map(({data}) => [...data])).length + error.cause.length;
    this.#bytes += bytes;
    this.#kept.set(error.id, {error, bytes});
  }
}

import type {ClusterStore} from '@tandem/cluster';

/** Between two comparisons, ms. */
const every = 30_000;
/** Before the first one, ms: what makes the node take part goes first, and leaves an open connection. */
const first = 1000;

/**
 * How this machine's wall clock stands to the database's. Nothing of the
 * protocol depends on it; the timestamps of entries do, since each active
 * takes them from its own clock.
 */
export class DatabaseClock {
  readonly #store: Pick<ClusterStore, 'readLeader'>;
  readonly #wall: () => number;
  #timer: NodeJS.Timeout | undefined;
  /** ms by which this machine is ahead, to about the time of one statement; null while it is not known. */
  ahead: number | null = null;

  constructor(store: Pick<ClusterStore, 'readLeader'>, wall: () => number = Date.now) {
    this.#store = store;
    this.#wall = wall;
  }
  start(): void {
    this.#timer = setTimeout(() => {
      void this.compare();
      this.#timer = setInterval(() => void this.compare(), every).unref();
    }, first).unref();
  }
  /** Never rejects: a database that does not answer says nothing new. */
  async compare(): Promise<void> {
    const sent = this.#wall();
    const reading = await this.#store.readLeader().catch(() => undefined);
    if (reading) this.ahead = Math.round((sent + this.#wall()) / 2 - reading.now);
  }
  stop(): void {
    clearTimeout(this.#timer);
  }
}

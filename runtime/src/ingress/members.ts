import type {ClusterStore, Member} from '@tandem/cluster';

/** The member rows, read at most every `maxAge` ms however many ask. */
export class Members {
  readonly #store: Pick<ClusterStore, 'members'>;
  readonly #maxAge: number;
  #read: {at: number; rows: Promise<Member[]>} | undefined;

  constructor(store: Pick<ClusterStore, 'members'>, maxAge = 300) {
    this.#store = store;
    this.#maxAge = maxAge;
  }
  /** Youngest heartbeat first. Rejects when the database does not answer. */
  rows(): Promise<Member[]> {
    const now = performance.now();
    if (!this.#read || now - this.#read.at > this.#maxAge) {
      const rows = this.#store.members().then((found) => [...found].sort((a, b) => a.ageMs - b.ageMs));
      this.#read = {at: now, rows};
      rows.catch(() => (this.#read = undefined));
    }
    return this.#read.rows;
  }
}

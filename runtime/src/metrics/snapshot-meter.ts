import type {SnapshotStore} from '@tandem/cluster';

/** Of one snapshot: what it holds before it is compressed, and how long the database took to have it, ms. */
export type SavedSnapshot = {bytes: number; tookMs: number};

/** A snapshot store that remembers what it saved last. `now`: monotonic ms. */
export class SnapshotMeter {
  readonly #now: () => number;
  /** Of this process; undefined before the first. */
  last: SavedSnapshot | undefined;
  /** How many this process has saved. */
  saved = 0;

  constructor(now: () => number) {
    this.#now = now;
  }
  on(store: SnapshotStore): SnapshotStore {
    return {
      save: async (fence, cut) => {
        const began = this.#now();
        const done = await store.save(fence, cut);
        if (done) {
          const bytes = cut.parts.reduce((sum, part) => sum + part.bytes.length, 0);
          this.last = {bytes, tookMs: this.#now() - began};
          this.saved++;
        }
        return done;
      },
      newest: (onCorrupt) => store.newest(onCorrupt),
      newestSequence: () => store.newestSequence(),
      prune: (fence, keep) => store.prune(fence, keep),
    };
  }
}

import type {SnapshotStore} from '@tandem/cluster';
import type {Measures} from './measures.ts';
import {SnapshotMeter} from './snapshot-meter.ts';

export type Measured = {
  status: () => Measures['status'];
  eventsIn: () => number;
  sinks: () => Measures['sinks'];
  linkSentBytes: () => number;
};

/** What a node measures about itself: it asks the parts that count, and keeps what none of them knows. */
export class NodeMeter {
  readonly #measured: Measured;
  readonly #snapshots = new SnapshotMeter(() => performance.now());
  /** ms since 1970. */
  #activeSince = 0;

  constructor(measured: Measured) {
    this.#measured = measured;
  }
  /** The store, each of whose snapshots is measured. */
  on(store: SnapshotStore): SnapshotStore {
    return this.#snapshots.on(store);
  }
  becameActive(): void {
    this.#activeSince = Date.now();
  }
  /** Throws as `status` does. */
  measures(): Measures {
    const {status: statusNow, eventsIn, sinks, linkSentBytes} = this.#measured;
    const status = statusNow();
    const since = Math.max(status.lastSnapshotAt ?? 0, this.#activeSince);
    return {
      status,
      eventsIn: eventsIn(),
      sinks: sinks(),
      linkSentBytes: linkSentBytes(),
      snapshots: {saved: this.#snapshots.saved, last: this.#snapshots.last},
      snapshotAgeMs: status.role === 'active' ? Date.now() - since : undefined,
    };
  }
}

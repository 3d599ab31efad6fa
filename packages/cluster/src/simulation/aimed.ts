import type {Cluster} from './cluster.ts';
import {type Phase, phaseOf} from './phases.ts';

/** How long a fault waits for its phase, ms. */
const patience = 5000;

/** Faults that begin as soon as the group is in a certain phase: some are too short to be met by chance. */
export class Aimed {
  readonly #cluster: Cluster;
  #waiting: {phase: Phase; until: number; begin: () => void}[] = [];

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }
  at(phase: Phase, begin: () => void): void {
    this.#waiting.push({phase, until: this.#cluster.world.now + patience, begin});
  }
  /** After each event. */
  strike(): void {
    if (this.#waiting.length === 0) return;
    const {now} = this.#cluster.world;
    const phase = phaseOf(this.#cluster);
    const due = this.#waiting.filter((w) => w.phase === phase);
    this.#waiting = this.#waiting.filter((w) => w.phase !== phase && w.until > now);
    for (const {begin} of due) begin();
  }
}

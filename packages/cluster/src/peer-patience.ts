/** Nobody waits longer for a passive that answers heartbeats and says nothing of a snapshot, ms. */
const longest = 3_600_000;

/**
 * How long the active waits for a snapshot that its peer takes. What it takes follows from the size of the state and from what else
 * both nodes have to do, so that it is learnt: several times what the last one took, and twice as much after each time that was not enough.
 */
export class PeerPatience {
  readonly #first: number;
  #ms: number;

  /** `first`: as long as nothing is known, and never shorter, ms. */
  constructor(first: number) {
    this.#first = first;
    this.#ms = first;
  }
  get ms(): number {
    return this.#ms;
  }
  /** One was saved, `ms` after it was asked for. */
  took(ms: number): void {
    this.#ms = Math.min(Math.max(4 * ms, this.#first), longest);
  }
  /** The peer was given up. */
  ranOut(): void {
    this.#ms = Math.min(2 * this.#ms, longest);
  }
}

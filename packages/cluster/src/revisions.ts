/**
 * The snapshots that a takeover could start from, as far as this active knows:
 * the one that it started from itself (0: the empty machine, which never
 * breaks), and those that it has seen saved since.
 */
export class Revisions {
  #known: number[];
  /** Revisions newer than the one it started from that turned out to be broken: they count for the store, and are no use. */
  readonly #broken: number;

  constructor(startedFrom: number, broken: number) {
    this.#known = [startedFrom];
    this.#broken = broken;
  }
  saved(sequence: number): void {
    if (!this.#known.includes(sequence)) this.#known = [...this.#known, sequence].sort((a, b) => a - b);
  }
  /**
   * `keep`: how many the store has to keep so that `revisionsToKeep` good ones
   * are among them. `upTo`: what the oldest of these holds; 0 while there are
   * fewer, as older ones, of another active, may be kept too.
   */
  tidy(revisionsToKeep: number): {upTo: number; keep: number} {
    this.#known = this.#known.slice(-revisionsToKeep);
    const [oldest = 0] = this.#known;
    return {upTo: this.#known.length < revisionsToKeep ? 0 : oldest, keep: revisionsToKeep + this.#broken};
  }
}

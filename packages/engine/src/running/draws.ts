/** Random numbers of an app, counted: one that is restored goes on where the saved one was. */
export class Draws {
  readonly #next: () => number;
  count = 0;

  constructor(next: () => number) {
    this.#next = next;
  }
  take(): number {
    this.count++;
    return this.#next();
  }
  /** Passes over those that were taken before. */
  passTo(count: number): void {
    while (this.count < count) this.take();
  }
}

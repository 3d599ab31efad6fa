import {createHash} from 'node:crypto';

/**
 * What `UUID()` and `math:rand()` draw on: a stream of numbers that follows
 * from the app and the entry being applied, so that a replay draws the same
 * ones and nothing needs to be kept in a snapshot.
 */
export class EntryRandom {
  readonly #app: string;
  #entry = 0;
  #block = 0;
  #bytes = Buffer.alloc(0);
  #used = 0;

  constructor(app: string) {
    this.#app = app;
  }
  begin(entry: number): void {
    this.#entry = entry;
    this.#block = 0;
    this.#used = this.#bytes.length;
  }
  /** Uniform in [0, 1), 48 bits. */
  next(): number {
    if (this.#used + 6 > this.#bytes.length) {
      this.#bytes = createHash('sha256')
        .update(`${this.#app}\n${this.#entry}\n${this.#block++}`)
        .digest();
      this.#used = 0;
    }
    const bits = this.#bytes.readUIntBE(this.#used, 6);
    this.#used += 6;
    return bits / 2 ** 48;
  }
}

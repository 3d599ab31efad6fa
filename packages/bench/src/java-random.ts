/** The numbers of `java.util.Random`, so that both engines get the same events. 48 bits of state, as two halves. */
export class JavaRandom {
  #high: number;
  #low: number;

  constructor(seed: number) {
    this.#high = (Math.floor(seed / 2 ** 24) ^ 0x5de) & 0xffffff;
    this.#low = (seed ^ 0xece66d) & 0xffffff;
  }
  /** 0 (inclusive) to `bound` (exclusive). */
  nextInt(bound: number): number {
    for (;;) {
      const bits = this.#next(31);
      if ((bound & (bound - 1)) === 0) return Math.floor((bound * bits) / 2 ** 31);
      const value = bits % bound;
      // The uneven rest at the top of the range is drawn again.
      if (bits - value + (bound - 1) < 2 ** 31) return value;
    }
  }
  /** 0 (inclusive) to 1 (exclusive), a 32-bit float. */
  nextFloat(): number {
    return this.#next(24) / 2 ** 24;
  }
  #next(bits: number): number {
    // Products of two halves have 48 bits: exact in a double.
    const low = this.#low * 0xece66d + 0xb;
    this.#high = (this.#high * 0xece66d + this.#low * 0x5de + Math.floor(low / 2 ** 24)) % 2 ** 24;
    this.#low = low % 2 ** 24;
    return Math.floor((this.#high * 2 ** 24 + this.#low) / 2 ** (48 - bits));
  }
}

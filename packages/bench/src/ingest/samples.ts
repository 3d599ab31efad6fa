/** Numbers without an object for each, however many. */
export class Samples {
  #values = new Float64Array(1 << 16);
  #count = 0;

  get count(): number {
    return this.#count;
  }
  push(value: number): void {
    if (this.#count === this.#values.length) {
      const more = new Float64Array(this.#count * 2);
      more.set(this.#values);
      this.#values = more;
    }
    this.#values[this.#count++] = value;
  }
  /** Begins anew. */
  clear(): void {
    this.#count = 0;
  }
  /** A copy. */
  all(): Float64Array {
    return this.#values.slice(0, this.#count);
  }
}

/** Waits in ms, counted in buckets a twentieth wide, so that an hour of them needs no memory. */
export class Waits {
  readonly #counts: number[] = [];
  #count = 0;
  longest = 0;
  /** Since the last `takeRecent`. */
  #recent = 0;

  add(ms: number): void {
    const bucket = Math.ceil(Math.log(Math.max(ms, 0.01) / 0.01) / Math.log(1.05));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count++;
    this.longest = Math.max(this.longest, ms);
    this.#recent = Math.max(this.#recent, ms);
  }
  takeRecent(): number {
    const recent = this.#recent;
    this.#recent = 0;
    return recent;
  }
  /** `share` from 0 to 1; up to a twentieth too high. */
  quantile(share: number): number {
    let left = share * this.#count;
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count ?? 0;
      if (left <= 0 && (count ?? 0) > 0) return 0.01 * 1.05 ** bucket;
    }
    return this.longest;
  }
}

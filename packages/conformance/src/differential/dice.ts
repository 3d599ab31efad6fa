import {must, type Random} from '@tandem/base';

/** Choices of a generator, all drawn from one source: the same seed gives the same choices. */
export class Dice {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }
  /** A whole number in [from, to], both included. */
  between(from: number, to: number): number {
    return from + this.#random.below(to - from + 1);
  }
  /** True with probability `p`. */
  chance(p: number): boolean {
    return this.#random.next() < p;
  }
  pick<T>(from: readonly T[]): T {
    return must(from[this.#random.below(from.length)], 'a choice');
  }
  /** Each key as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][];
    let at = this.#random.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      at -= weight;
      if (at < 0) return key;
    }
    return must(entries.at(-1), 'a choice')[0];
  }
  /** `make()` with probability `p`, else ''. */
  maybe(p: number, make: () => string): string {
    return this.chance(p) ? make() : '';
  }
  times<T>(count: number, make: (index: number) => T): T[] {
    return Array.from({length: count}, (_, i) => make(i));
  }
}

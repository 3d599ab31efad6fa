import type {Long} from '../long.ts';
import {refuse, returns, type ScalarFunction} from '../record.ts';

const MULTIPLIER = 0x5deece66dn;

/** The linear congruential generator of `java.util.Random`, whose state is a whole number of 48 bits. */
class JavaRandom {
  #state: bigint;
  constructor(seed: Long) {
    this.#state = BigInt.asUintN(48, BigInt(seed) ^ MULTIPLIER);
  }
  /** In [0, 1). */
  nextDouble(): number {
    const high = this.#next(26);
    return (high * 2 ** 27 + this.#next(27)) / 2 ** 53;
  }
  save(): number {
    return Number(this.#state);
  }
  load(state: number): void {
    this.#state = BigInt(state);
  }
  #next(bits: number): number {
    this.#state = BigInt.asUintN(48, this.#state * MULTIPLIER + 0xbn);
    return Number(this.#state >> BigInt(48 - bits));
  }
}

export const rand: ScalarFunction = {
  namespace: 'math',
  name: 'rand',
  signature: 'math:rand() or math:rand(seed const int|long)',
  doc: "A random number in [0, 1), a double. Without a seed it draws on the engine's randomness, so that a replay gives the same; with a seed each call in the text has its own sequence, that of `java.util.Random`, which snapshots keep.",
  examples: [
    {expression: 'math:rand(12)', result: 0.7298928061101974},
    {expression: 'math:rand() < 1.0', result: true},
  ],
  rule: (args) => {
    const [seed] = args;
    if (args.length > 1) return refuse(`math:rand() takes at most one argument, but found ${args.length}`);
    if (seed && seed.type !== 'int' && seed.type !== 'long')
      return refuse(`the seed of math:rand() must be an int or long, but this is ${seed.type}`);
    return seed && seed.constant === undefined
      ? refuse('the seed of math:rand() must be a constant')
      : returns('double');
  },
  emit: (_, [seed], help) =>
    seed ? `${help.kept('math:rand', new JavaRandom(seed.constant as Long))}.nextDouble()` : help.random,
  sure: true,
};

import {type Random, seeded} from '@tandem/base';
import {Scheduler} from './scheduler.ts';

/** A broken invariant; the run ends. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/** What all parts of one simulated run share. */
export class World {
  readonly scheduler = new Scheduler();
  readonly random: Random;
  readonly trace: string[] | undefined;
  violation: string | undefined;
  /** An entry may have been lost for good: somebody took over past a silent keeper (two faults). */
  waived = false;

  constructor(seed: number, traced: boolean) {
    this.random = seeded(seed * 7919 + 17);
    this.trace = traced ? [] : undefined;
  }
  get now(): number {
    return this.scheduler.now;
  }
  say(who: string, what: string): void {
    this.trace?.push(`${this.now.toFixed(1).padStart(9)} ${who.padEnd(6)} ${what}`);
  }
  /** The first one counts. */
  violate(what: string): void {
    this.violation ??= what;
    this.say('!!', what);
  }
  between(low: number, high: number): number {
    return low + this.random.next() * (high - low);
  }
  chance(p: number): boolean {
    return this.random.next() < p;
  }
  pick<T>(from: readonly T[]): T {
    const one = from[this.random.below(from.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  }
}

import type {Plain} from '@tandem/wire';
import type {Env} from '../core/env.ts';
import type {Timer} from '../core/timer.ts';
import type {Stateful} from '../core/state.ts';

/**
 * Ticks at start + k·t, where start is the engine's time when this was made.
 * A tick comes only after `wait` asked for the next one, so that no timer runs
 * while there is nothing to release, and a jump of the clock brings one tick.
 */
export class Ticks implements Stateful {
  readonly #env: Env;
  readonly #t: number;
  readonly #timer: Timer;
  #start: number;
  #waiting = false;

  constructor(env: Env, t: number, tick: () => void) {
    this.#env = env;
    this.#t = t;
    this.#start = env.now();
    this.#timer = env.timer(() => {
      this.#waiting = false;
      tick();
    });
  }
  wait(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    const gone = this.#env.now() - this.#start;
    this.#timer.at(this.#start + this.#t * (Math.floor(gone / this.#t) + 1));
  }
  save(): Plain {
    return {start: this.#start, waiting: this.#waiting};
  }
  load(state: Plain): void {
    const {start, waiting} = state as {start: number; waiting: boolean};
    this.#start = start;
    this.#waiting = waiting;
  }
}

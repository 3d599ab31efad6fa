import type {Plain} from '@tandem/wire';
import type {Scheduler} from './scheduler.ts';

/** `@app:playback(idle.time, increment)`, in ms. */
export type Idling = {time: number; increment: number};

/**
 * Under `@app:playback(idle.time, increment)`: each time that no event has come
 * for `idle.time` of the caller's clock, the app's clock moves on by
 * `increment`. The first event starts it. Beats that make nothing fall due
 * are taken together, so that a silent app needs no turn of its own.
 */
export class Heartbeat {
  readonly #idling: Idling;
  readonly #scheduler: Scheduler;
  /** The caller's clock, as far as it was told. */
  #wall = 0;
  /** When the next beat is due by the caller's clock; null before the first event. */
  #next: number | null = null;

  constructor(idling: Idling, scheduler: Scheduler) {
    this.#idling = idling;
    this.#scheduler = scheduler;
  }
  /** An event has come: the silence begins anew. */
  arrived(): void {
    this.#next = this.#wall + this.#idling.time;
  }
  /** The caller's clock has moved to `to`. */
  passTo(to: number): void {
    if (to < this.#wall) return;
    this.#wall = to;
    const {time, increment} = this.#idling;
    while (this.#next !== null && this.#next <= to) {
      const beats = Math.min(this.#beatsToDue(), 1 + Math.floor((to - this.#next) / time));
      this.#next += beats * time;
      this.#scheduler.jump(this.#scheduler.now() + beats * increment);
    }
  }
  /** When, by the caller's clock, a beat makes something fall due; undefined when nothing waits. */
  nextDue(): number | undefined {
    const beats = this.#beatsToDue();
    return this.#next === null || beats === Infinity ? undefined : this.#next + (beats - 1) * this.#idling.time;
  }
  #beatsToDue(): number {
    const due = this.#scheduler.nextDue();
    if (due === undefined) return Infinity;
    return Math.max(1, Math.ceil((due - this.#scheduler.now()) / this.#idling.increment));
  }
  save(): Plain {
    return [this.#wall, this.#next];
  }
  load(state: Plain): void {
    [this.#wall, this.#next] = state as [number, number | null];
  }
}

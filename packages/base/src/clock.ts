import {must} from './assert.ts';

/** Cancels a timer; harmless after it fired. */
export type TimerHandle = {cancel(): void};

/**
 * Time as a port: engine and cluster logic see no other clock.
 * Milliseconds; what zero means is the implementation's choice (`now` of a
 * wall clock is Unix time, of a monotonic clock it is arbitrary).
 */
export interface Clock {
  now(): number;
  /** Calls `fire` once, when `now() >= at`, never synchronously. */
  at(at: number, fire: () => void): TimerHandle;
}

type Waiting = {at: number; order: number; fire: () => void};

/** A clock that moves only when told to. Timers fire in order of due time, ties in order of creation. */
export class ManualClock implements Clock {
  #now: number;
  #order = 0;
  #waiting: Waiting[] = [];

  constructor(now = 0) {
    this.#now = now;
  }
  now(): number {
    return this.#now;
  }
  at(at: number, fire: () => void): TimerHandle {
    const waiting = {at, order: this.#order++, fire};
    this.#waiting.push(waiting);
    return {
      cancel: () => {
        this.#waiting = this.#waiting.filter((w) => w !== waiting);
      },
    };
  }
  /** The due time of the next timer, or undefined when none waits. */
  next(): number | undefined {
    return this.#first()?.at;
  }
  /** Moves to `to`, firing on the way what falls due, each at its own time. A smaller `to` is ignored. */
  advanceTo(to: number): void {
    for (let first = this.#first(); first && first.at <= to; first = this.#first()) {
      const due = must(first, 'a first timer');
      this.#waiting = this.#waiting.filter((w) => w !== due);
      this.#now = Math.max(this.#now, due.at);
      due.fire();
    }
    this.#now = Math.max(this.#now, to);
  }
  #first(): Waiting | undefined {
    let first: Waiting | undefined;
    for (const w of this.#waiting)
      if (!first || w.at < first.at || (w.at === first.at && w.order < first.order)) first = w;
    return first;
  }
}

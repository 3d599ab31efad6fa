import type {Plain} from '@tandem/wire';
import type {Stateful} from './state.ts';

/** The timer of one operator: due times first in, first out, as the operator set them. */
export interface Timer extends Stateful {
  /** Adds a due time. Setting the same time twice fires twice. */
  at(due: number): void;
  /** Forgets all due times. */
  clear(): void;
}

type Queue = {order: number; due: number[]; fire: (due: number) => void; dead: boolean};

/**
 * All timers of an app. A timer is looked at by its oldest due time only
 * (first in, first out: an operator's due times hardly ever fall).
 *
 * Two ways to move the clock, as the reference engine does: `step` fires each
 * timer at its own time, in order of due time; `jump` (playback) sets the clock
 * first, then lets operators in order of creation
 * work off all that is due.
 */
export class Scheduler {
  #now: number;
  #order = 0;
  #queues = new Set<Queue>();

  constructor(now: number) {
    this.#now = now;
  }
  now(): number {
    return this.#now;
  }
  /** A place in the order of creation. Timers of one operator in several partition keys share one. */
  place(): number {
    return this.#order++;
  }
  timer(fire: (due: number) => void, place = this.place()): Timer & {dispose(): void} {
    const queue: Queue = {order: place, due: [], fire, dead: false};
    return {
      at: (due) => {
        queue.due.push(due);
        this.#queues.add(queue);
      },
      clear: () => {
        queue.due.length = 0;
        this.#queues.delete(queue);
      },
      dispose: () => {
        queue.dead = true;
        this.#queues.delete(queue);
      },
      save: (): Plain => [...queue.due],
      load: (state) => {
        queue.due = [...(state as number[])];
        if (queue.due.length > 0) this.#queues.add(queue);
        else this.#queues.delete(queue);
      },
    };
  }
  nextDue(): number | undefined {
    let next: number | undefined;
    for (const q of this.#queues) if (next === undefined || q.due[0]! < next) next = q.due[0];
    return next;
  }
  /** Moves to `to`; timers fire on the way, the clock standing at each due time. */
  step(to: number): void {
    for (;;) {
      let first: Queue | undefined;
      for (const q of this.#queues) {
        if (q.due[0]! > to) continue;
        if (!first || q.due[0]! < first.due[0]! || (q.due[0] === first.due[0] && q.order < first.order)) first = q;
      }
      if (!first) break;
      this.#now = Math.max(this.#now, first.due[0]!);
      this.#fireHead(first);
    }
    this.#now = Math.max(this.#now, to);
  }
  /** Sets the clock to `to` (if larger), then fires what is due, operator by operator in order of creation. */
  jump(to: number): void {
    this.#now = Math.max(this.#now, to);
    for (;;) {
      const places = new Set<number>();
      for (const q of this.#queues) if (q.due[0]! <= this.#now) places.add(q.order);
      if (places.size === 0) return;
      for (const place of [...places].sort((a, b) => a - b)) this.#drain(place);
    }
  }
  /** Fires all that is due at one place; its timers (one per partition key) by due time. */
  #drain(place: number): void {
    for (;;) {
      let first: Queue | undefined;
      for (const q of this.#queues) {
        if (q.order === place && q.due[0]! <= this.#now && (!first || q.due[0]! < first.due[0]!)) first = q;
      }
      if (!first) return;
      this.#fireHead(first);
    }
  }
  /** Only for restore: the clock of the snapshot. */
  set(now: number): void {
    this.#now = now;
  }
  #fireHead(queue: Queue): void {
    const due = queue.due.shift()!;
    if (queue.due.length === 0) this.#queues.delete(queue);
    queue.fire(due);
  }
}

import {DueHeap} from './due-heap.ts';
import {type Entry, OperatorTimer, type TimerOwner, type TimerPlace, type Waiting} from './timer.ts';

/**
 * All timers of an app. A timer is looked at by its oldest due time only
 * (first in, first out: an operator's due times hardly ever fall). Work is
 * proportional to what fires.
 *
 * Two ways to move the clock, as the reference engine does: `step` fires each
 * timer at its own time, in order of due time; `jump` (playback) sets the clock
 * first, then lets operators in order of creation work off all that is due.
 */
export class Scheduler implements Waiting {
  #now: number;
  #order = 0;
  #serial = 0;
  readonly #heap = new DueHeap<Entry>();

  constructor(now: number) {
    this.#now = now;
  }
  now(): number {
    return this.#now;
  }
  /** A place in the order of creation; `guard` runs a turn: errors in it must not reach the clock's mover. Timers of one operator in several partition keys share one. */
  place(guard: TimerPlace['guard'] = null): TimerPlace {
    return {order: this.#order++, guard};
  }
  /** `owner` is told before a due time is taken: whoever owns the timer can still save it as it was. */
  timer(fire: (due: number) => void, place = this.place(), owner: TimerOwner | null = null): OperatorTimer {
    return new OperatorTimer(this, place, fire, owner);
  }
  /** Some timer may be set: where none is, a step only moves the clock. */
  get isWaiting(): boolean {
    return this.#heap.first !== undefined;
  }
  nextDue(): number | undefined {
    return this.#first()?.due;
  }
  /** Moves to `to`; timers fire on the way, the clock standing at each due time. */
  step(to: number): void {
    for (let first = this.#first(); first && first.due <= to; first = this.#first()) {
      const {timer} = first;
      timer.owner?.touched();
      this.#heap.pop();
      timer.entry = null;
      this.#now = Math.max(this.#now, first.due);
      const due = timer.take();
      this.enter(timer);
      timer.fire(due);
    }
    this.#now = Math.max(this.#now, to);
  }
  /** Sets the clock to `to` (if larger), then fires what is due, operator by operator in order of creation. */
  jump(to: number): void {
    this.#now = Math.max(this.#now, to);
    for (;;) {
      const first = this.#first();
      if (!first || first.due > this.#now) return;
      const places = this.#detachDue();
      for (const place of [...places.keys()].sort((a, b) => a - b)) this.#drain(places.get(place)!);
    }
  }
  /** Playback: an event of time `ts` moves the clock unless it is late. Answers `ts`. */
  arrive(ts: number): number {
    if (ts >= this.#now) {
      const first = this.#heap.first;
      if (first === undefined || first.due > ts) this.#now = ts;
      else this.jump(ts);
    }
    return ts;
  }
  /** Only for restore: the clock of the snapshot. */
  set(now: number): void {
    this.#now = now;
  }
  /** How many times a timer was entered: what orders the next ones behind those that wait. */
  get entered(): number {
    return this.#serial;
  }
  /** Only for restore, once all timers are loaded: the count of the snapshot. */
  resumeFrom(entered: number): void {
    this.#serial = entered;
  }
  /** For timers: one has another oldest due time. */
  enter(timer: OperatorTimer): void {
    if (timer.entry || timer.detached || timer.dead || !timer.isSet) return;
    timer.entry = this.#entryOf(timer);
    this.#heap.push(timer.entry);
  }
  enterAgain(timer: OperatorTimer, serial: number): void {
    // Not in place: the heap is ordered by it.
    timer.entry = {due: timer.due, order: timer.place.order, serial, timer};
    this.#heap.push(timer.entry);
  }
  /** All timers that are due, by place, in order of due time; out of the heap until they are drained. */
  #detachDue(): Map<number, OperatorTimer[]> {
    const places = new Map<number, OperatorTimer[]>();
    for (let first = this.#first(); first && first.due <= this.#now; first = this.#first()) {
      const {timer, order} = first;
      timer.owner?.touched();
      this.#heap.pop();
      timer.entry = null;
      timer.detached = true;
      const timers = places.get(order);
      if (timers) timers.push(timer);
      else places.set(order, [timer]);
    }
    return places;
  }
  /** Fires all that is due at one place; its timers (one per partition key) by due time. */
  #drain(timers: OperatorTimer[]): void {
    const ready = new DueHeap<Entry>();
    for (const timer of timers) if (timer.isSet) ready.push(this.#entryOf(timer));
    for (let entry = ready.pop(); entry; entry = ready.pop()) {
      const {timer} = entry;
      if (timer.dead || timer.due !== entry.due) continue;
      timer.fire(timer.take());
      if (timer.due <= this.#now) ready.push(this.#entryOf(timer));
    }
    for (const timer of timers) {
      timer.detached = false;
      this.enter(timer);
    }
  }
  #entryOf(timer: OperatorTimer): Entry {
    return {due: timer.due, order: timer.place.order, serial: this.#serial++, timer};
  }
  /** The first entry that still counts. */
  #first(): Entry | undefined {
    for (let first = this.#heap.first; first; first = this.#heap.first) {
      if (first.timer.entry === first) return first;
      this.#heap.pop();
    }
    return undefined;
  }
}

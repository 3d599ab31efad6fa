import type {Plain} from '@tandem/wire';
import {DueHeap} from './due-heap.ts';
import type {Stateful} from './state.ts';

/** The timer of one operator: due times first in, first out, as the operator set them. */
export interface Timer extends Stateful {
  /** Adds a due time. Setting the same time twice fires twice. */
  at(due: number): void;
  /** Forgets all due times. */
  clear(): void;
}

/** Due times of one operator; only the oldest (`head`) is looked at. */
class Queue {
  readonly order: number;
  readonly fire: (due: number) => void;
  /** Its state is about to change by itself: a time has come. */
  readonly touched: (() => void) | undefined;
  times: number[] = [];
  head = 0;
  dead = false;
  /** Its entry in the heap, while it has one. */
  entry: Entry | null = null;
  /** Being worked off by `jump`, out of the heap meanwhile. */
  detached = false;

  constructor(order: number, fire: (due: number) => void, touched: (() => void) | undefined) {
    this.order = order;
    this.fire = fire;
    this.touched = touched;
  }
  get due(): number | undefined {
    return this.times[this.head];
  }
  take(): number {
    const due = this.times[this.head++]!;
    if (this.head > 1024 && this.head * 2 > this.times.length) {
      this.times = this.times.slice(this.head);
      this.head = 0;
    }
    return due;
  }
}
/** Due times, and which of the timers of one place and time came first: they fire in that order after a restore too. */
type SavedTimer = [] | [times: number[], serial: number] | number[];
type Entry = {due: number; order: number; serial: number; queue: Queue};

/**
 * All timers of an app. A timer is looked at by its oldest due time only
 * (first in, first out: an operator's due times hardly ever fall). Work is
 * proportional to what fires.
 *
 * Two ways to move the clock, as the reference engine does: `step` fires each
 * timer at its own time, in order of due time; `jump` (playback) sets the clock
 * first, then lets operators in order of creation work off all that is due.
 */
export class Scheduler {
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
  /** A place in the order of creation. Timers of one operator in several partition keys share one. */
  place(): number {
    return this.#order++;
  }
  /** `touched` is called before a due time is taken: whoever owns the timer can still save it as it was. */
  timer(fire: (due: number) => void, place = this.place(), touched?: () => void): Timer & {dispose(): void} {
    const queue = new Queue(place, fire, touched);
    return {
      at: (due) => {
        queue.times.push(due);
        this.#enter(queue);
      },
      clear: () => this.#replace(queue, []),
      dispose: () => {
        queue.dead = true;
        this.#replace(queue, []);
      },
      save: (): Plain => (queue.due === undefined ? [] : [queue.times.slice(queue.head), queue.entry?.serial ?? 0]),
      load: (state) => this.#load(queue, state as SavedTimer),
    };
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
      first.queue.touched?.();
      this.#heap.pop();
      first.queue.entry = null;
      this.#now = Math.max(this.#now, first.due);
      const due = first.queue.take();
      this.#enter(first.queue);
      first.queue.fire(due);
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
      if (this.isWaiting) this.jump(ts);
      else this.#now = ts;
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
  /** All queues that are due, by place, in order of due time; out of the heap until they are drained. */
  #detachDue(): Map<number, Queue[]> {
    const places = new Map<number, Queue[]>();
    for (let first = this.#first(); first && first.due <= this.#now; first = this.#first()) {
      first.queue.touched?.();
      this.#heap.pop();
      first.queue.entry = null;
      first.queue.detached = true;
      const queues = places.get(first.order);
      if (queues) queues.push(first.queue);
      else places.set(first.order, [first.queue]);
    }
    return places;
  }
  /** Fires all that is due at one place; its timers (one per partition key) by due time. */
  #drain(queues: Queue[]): void {
    const ready = new DueHeap<Entry>();
    for (const queue of queues) if (queue.due !== undefined) ready.push(this.#entryOf(queue));
    for (let entry = ready.pop(); entry; entry = ready.pop()) {
      const {queue} = entry;
      if (queue.dead || queue.due !== entry.due) continue;
      queue.fire(queue.take());
      if (queue.due !== undefined && queue.due <= this.#now) ready.push(this.#entryOf(queue));
    }
    for (const queue of queues) {
      queue.detached = false;
      this.#enter(queue);
    }
  }
  #entryOf(queue: Queue): Entry {
    return {due: queue.due!, order: queue.order, serial: this.#serial++, queue};
  }
  #enter(queue: Queue): void {
    if (queue.entry || queue.detached || queue.dead || queue.due === undefined) return;
    queue.entry = this.#entryOf(queue);
    this.#heap.push(queue.entry);
  }
  /** The old entry stays in the heap and is passed over. */
  #replace(queue: Queue, times: number[]): void {
    queue.times = times;
    queue.head = 0;
    queue.entry = null;
    this.#enter(queue);
  }
  #load(queue: Queue, state: SavedTimer): void {
    const [times, serial] = state;
    if (!Array.isArray(times)) return this.#replace(queue, [...(state as number[])]);
    this.#replace(queue, [...times]);
    if (!queue.entry) return;
    // Not in place: the heap is ordered by it.
    queue.entry = {...queue.entry, serial: serial as number};
    this.#heap.push(queue.entry);
  }
  /** The first entry that still counts. */
  #first(): Entry | undefined {
    for (let first = this.#heap.first; first; first = this.#heap.first) {
      if (first.queue.entry === first) return first;
      this.#heap.pop();
    }
    return undefined;
  }
}

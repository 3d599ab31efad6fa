import {must} from '@tandem/base';

type Event = {at: number; order: number; run: () => void; cancelled: boolean};
export type Scheduled = {cancel: () => void};

/** How many rounds of promise reactions belong to one event: more than the longest chain in the logic. */
const reactions = 12;

/** True time, and everything that will happen, in order. One event at a time, with all promise reactions that it causes. */
export class Scheduler {
  now = 0;
  events = 0;
  #order = 0;
  #heap: Event[] = [];

  at(at: number, run: () => void): Scheduled {
    const event = {at: Math.max(at, this.now), order: this.#order++, run, cancelled: false};
    this.#push(event);
    return {cancel: () => (event.cancelled = true)};
  }
  after(ms: number, run: () => void): Scheduled {
    return this.at(this.now + ms, run);
  }
  /** Runs until `until`, or until `check`, called after each event, says that it is enough. */
  async run(until: number, check: () => boolean): Promise<void> {
    for (let next = this.#heap[0]; next && next.at <= until; next = this.#heap[0]) {
      this.#pop();
      if (next.cancelled) continue;
      this.now = next.at;
      this.events++;
      next.run();
      for (let i = 0; i < reactions; i++) await Promise.resolve();
      if (check()) return;
    }
    this.now = Math.max(this.now, until);
  }
  #push(event: Event): void {
    const heap = this.#heap;
    let i = heap.push(event) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(event, must(heap[parent], 'parent'))) break;
      heap[i] = must(heap[parent], 'parent');
      i = parent;
    }
    heap[i] = event;
  }
  #pop(): void {
    const heap = this.#heap;
    const last = must(heap.pop(), 'an event');
    if (heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(must(heap[child + 1], 'child'), must(heap[child], 'child'))) child++;
      const smaller = must(heap[child], 'child');
      if (!before(smaller, last)) break;
      heap[i] = smaller;
      i = child;
    }
    heap[i] = last;
  }
}

const before = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

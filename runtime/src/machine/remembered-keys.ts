import {must} from '@tandem/base';
import type {ValueWriter} from '@tandem/wire';

/** What was answered to a keyed input. `at`: entry time, ms since 1970. */
export type Remembered = {sequence: number; at: number; events: number};
/** In a snapshot: key, sequence, at, events. */
export type SavedKey = [string, number, number, number];

/** Keys that left are cut off the list of all once there are so many, and as many as those that stay. */
const leastLeft = 1024;
/** One step of time counts at most this share of the age. */
const steps = 60;

/**
 * What was answered, by idempotency key, oldest first. Bounded by count and by
 * age in entry time, so both nodes forget the same keys at the same entry.
 * Between two keyed inputs no more than a sixtieth of the age counts: a clock
 * that is set ahead by hours must not make the cluster forget what it has
 * answered just now, and whose answer may have been lost on its way.
 */
export class RememberedKeys {
  readonly #limit: number;
  readonly #ageMs: number;
  /** `counted`: time that counts towards the age, ms. */
  #answers = new Map<string, Remembered & {counted: number}>();
  /** The keys from `#first` on, oldest first: the front of a map that lost many is slow to find. */
  #order: string[] = [];
  #first = 0;
  #newest: {at: number; counted: number} | undefined;
  /** Those that left since the cut that is open, oldest first. */
  #left: [string, Remembered][] | undefined;

  constructor(limit: number, ageMs: number) {
    this.#limit = limit;
    this.#ageMs = ageMs;
  }
  get(key: string): Remembered | undefined {
    return this.#answers.get(key);
  }
  remember(key: string, answer: Remembered): void {
    this.#add(key, answer);
    const now = this.#newest?.counted ?? 0;
    for (;;) {
      const oldest = this.#order[this.#first];
      if (oldest === undefined) break;
      const answered = must(this.#answers.get(oldest), 'a remembered key');
      if (this.#answers.size <= this.#limit && now - answered.counted <= this.#ageMs) break;
      this.#leaves(oldest, answered);
    }
  }
  /**
   * Writes what is remembered now, whatever is added or leaves until it has done so: only the oldest leave, so what was
   * at a place is among those that left, or comes next in the map. An older cut is of no use any more.
   */
  cut(): (to: ValueWriter) => Generator<void, void> {
    const count = this.#answers.size;
    const answers = this.#answers;
    const left: [string, Remembered][] = [];
    this.#left = left;
    return function* write(to) {
      const there = answers.entries();
      to.array(count);
      for (let i = 0; i < count; i++) {
        if (i % 64 === 0 && i > 0) yield;
        const [key, {sequence, at, events}] = must(left[i] ?? there.next().value, 'what was remembered at the cut');
        to.value([key, sequence, at, events]);
      }
    };
  }
  endCut(): void {
    this.#left = undefined;
  }
  #leaves(key: string, answered: Remembered): void {
    this.#left?.push([key, answered]);
    this.#answers.delete(key);
    this.#first++;
    if (this.#first < leastLeft || this.#first * 2 < this.#order.length) return;
    this.#order = this.#order.slice(this.#first);
    this.#first = 0;
  }
  restore(saved: readonly SavedKey[]): void {
    this.#answers = new Map();
    this.#order = [];
    this.#first = 0;
    this.#newest = undefined;
    for (const [key, sequence, at, events] of saved) this.#add(key, {sequence, at, events});
  }
  /** Only differences count, so a restored node counts as one that was there from the start. */
  #add(key: string, answer: Remembered): void {
    const before = this.#newest;
    const step = before ? Math.min(Math.max(answer.at - before.at, 0), this.#ageMs / steps) : 0;
    const counted = (before?.counted ?? 0) + step;
    const {size} = this.#answers;
    this.#answers.set(key, {...answer, counted});
    if (this.#answers.size > size) this.#order.push(key);
    this.#newest = {at: answer.at, counted};
  }
}

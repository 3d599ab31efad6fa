import {itemsPerStep, type Steps} from '../core/cut.ts';
import {sortInSteps} from '../core/sort-in-steps.ts';
import type {Partial} from './partial.ts';

/**
 * Started partials by the time of their first event, for `within`: looking
 * costs only what expires. Partials that end otherwise stay until their time
 * comes or until they are the greater part.
 */
export class Expiry {
  readonly #within: number;
  #queue: Partial[] = [];
  #head = 0;
  #ended = 0;
  /** No live partial's first event is later. */
  #latest = -Infinity;

  constructor(within: number) {
    this.#within = within;
  }
  /** It has an event at `ts`. `both`: of a first `and`, where either event counts; else only the first event does. */
  start(partial: Partial, ts: number, both: boolean): void {
    if (partial.first !== Infinity && !both) return;
    const isFirst = ts < partial.first;
    partial.first = Math.min(partial.first, ts);
    partial.last = Math.max(partial.last, ts);
    if (isFirst) this.#add(partial);
    else this.#latest = Math.max(this.#latest, ts);
  }
  /** `copy` keeps events of `partial`. */
  startAs(partial: Partial, copy: Partial): void {
    if (partial.first === Infinity) return;
    copy.first = partial.first;
    copy.last = partial.last;
    this.#add(copy);
  }
  #add(partial: Partial): void {
    let at = this.#queue.length;
    while (at > this.#head && isAfter(this.#queue[at - 1]!, partial)) at--;
    if (at === this.#queue.length) this.#queue.push(partial);
    else this.#queue.splice(at, 0, partial);
    this.#latest = Math.max(this.#latest, partial.last);
  }
  /** A started partial has ended. */
  ended(): void {
    if (++this.#ended * 2 > this.#queue.length - this.#head + 64) this.#sweep();
  }
  /** Takes out what is more than the bound older or newer than `ts`; oldest first. */
  take(ts: number): Partial[] {
    const gone: Partial[] = [];
    while (this.#head < this.#queue.length && ts - this.#queue[this.#head]!.first > this.#within) {
      const partial = this.#queue[this.#head++]!;
      if (partial.alive) gone.push(partial);
      else this.#ended = Math.max(0, this.#ended - 1);
    }
    if (this.#head > 64 && this.#head * 2 > this.#queue.length) {
      this.#queue.splice(0, this.#head);
      this.#head = 0;
    }
    if (this.#latest - ts > this.#within) gone.push(...this.#takeNewer(ts));
    return gone;
  }
  #takeNewer(ts: number): Partial[] {
    this.#sweep();
    const gone = this.#queue.filter((p) => p.last - ts > this.#within);
    this.#queue = this.#queue.filter((p) => p.last - ts <= this.#within);
    this.#latest = this.#queue.reduce((latest, p) => Math.max(latest, p.last), -Infinity);
    return gone;
  }
  #sweep(): void {
    this.#queue = this.#queue.filter((p, i) => i >= this.#head && p.alive);
    this.#head = 0;
    this.#ended = 0;
  }
  *load(partials: readonly Partial[]): Steps {
    this.#queue = [];
    this.#head = 0;
    this.#ended = 0;
    this.#latest = -Infinity;
    const started = partials.filter((p) => p.first !== Infinity);
    for (const [i, partial] of (yield* sortInSteps(started, byFirst)).entries()) {
      if (i % itemsPerStep === 0) yield;
      this.#add(partial);
    }
  }
}

const byFirst = (a: Partial, b: Partial): number => a.first - b.first || a.id - b.id;

const isAfter = (a: Partial, b: Partial): boolean => byFirst(a, b) > 0;

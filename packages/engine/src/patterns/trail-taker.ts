import type {ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {readPerStep, type Steps} from '../core/cut.ts';
import type {FlatMatch} from './flat-match.ts';
import {another, type PartialsTaker} from './saved-partials.ts';
import type {Trail} from './trail.ts';

/** Takes what a trail saved: columns of events and partials first, of which matches are made where they wait. */
export class TrailTaker implements PartialsTaker {
  isStarted = false;
  /** All but the one that waits for the first event. */
  readonly matches: FlatMatch[] = [];
  readonly #trail: Trail;
  readonly #positions: number;
  #idsSoFar = 0;
  #events = 0;
  #ts = new Float64Array(0);
  readonly #rows: Row[] = [];
  #partials = 0;
  #ids = new Float64Array(0);
  #since = new Float64Array(0);
  /** For each partial and position the number of its event, or -1. */
  #slots = new Int32Array(0);
  /** Of the position that is read: they are saved before those that are pending, came after them, and may join the same row. */
  #fresh: number[] = [];
  #isBegun = false;

  constructor(trail: Trail, positions: number) {
    this.#trail = trail;
    this.#positions = positions;
  }
  started(ids: number, started: boolean): void {
    this.#idsSoFar = ids;
    this.isStarted = started;
  }
  events(count: number): void {
    this.#ts = new Float64Array(count);
  }
  partialsCome(count: number): void {
    this.#ids = new Float64Array(count);
    this.#since = new Float64Array(count);
    this.#slots = new Int32Array(count * this.#positions);
  }
  event(ts: number, row: Row): void {
    this.#ts[this.#events++] = ts;
    this.#rows.push(row);
  }
  partial(from: ValueReader): void {
    const number = this.#partials++;
    this.#ids[number] = from.value() as number;
    this.#since[number] = from.value() as number;
    // What only other patterns have, and what its first event says too.
    for (let i = 0; i < 4; i++) from.pass();
    if (from.array() !== this.#positions) throw another();
    const at = number * this.#positions;
    for (let i = 0; i < this.#positions; i++) this.#slots[at + i] = (from.value() as number | null) ?? -1;
  }
  *room(position: number, isFresh: boolean, numbers: number, from: ValueReader): Steps {
    if (position === 0) return this.#open(numbers, from);
    for (let left = numbers; left > 0; left--) {
      if (left % readPerStep === 0) yield;
      const number = from.value() as number;
      if (isFresh) this.#fresh.push(number);
      else this.#put(position, false, number);
    }
    if (isFresh) return;
    for (const [n, number] of this.#fresh.entries()) {
      if (n % readPerStep === 0) yield;
      this.#put(position, true, number);
    }
    this.#fresh = [];
  }
  #put(position: number, isFresh: boolean, number: number): void {
    const at = number * this.#positions;
    const id = this.#ids[number]!;
    this.matches.push(this.#trail.put(position, isFresh, id, this.#slots, at, this.#ts, this.#rows));
  }
  silence(): never {
    throw another();
  }
  set(): never {
    throw another();
  }
  /** Of the first position's two rooms one has the partial that waits for the first event, or none. */
  #open(numbers: number, from: ValueReader): void {
    const ids = this.#idsSoFar;
    const serial = this.#rows.length;
    if (numbers > 0) {
      const number = from.value() as number;
      this.#trail.begin({ids, open: true, id: this.#ids[number]!, ts: this.#since[number]!, serial});
    } else if (!this.#isBegun) this.#trail.begin({ids, open: false, id: 0, ts: -1, serial});
    this.#isBegun = true;
  }
}

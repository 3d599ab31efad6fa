import type {Partial} from './partial.ts';

/**
 * Who waits at a silence, each with the time until which it must last, in the order in which they were added. A partial knows
 * its place in the line: it is found, and taken out, without a look at the others.
 */
export class SilentLine {
  readonly #position: number;
  /** With null where one has been taken out; before `#head` all have. */
  #partials: (Partial | null)[] = [];
  #times: number[] = [];
  #head = 0;
  #size = 0;
  #ascending = true;
  #latest = -Infinity;

  /** `position`: of the pattern. */
  constructor(position: number) {
    this.#position = position;
  }
  get size(): number {
    return this.#size;
  }
  has(partial: Partial): boolean {
    return this.#placeOf(partial) >= 0;
  }
  /** Undefined: it does not wait here. */
  due(partial: Partial): number | undefined {
    return this.#times[this.#placeOf(partial)];
  }
  /** One that is not here. */
  add(partial: Partial, due: number): void {
    if (this.#size === 0) this.clear();
    partial.line ??= this;
    this.#moved(partial, this.#partials.length);
    this.#partials.push(partial);
    this.#times.push(due);
    this.#size++;
    if (due < this.#latest) this.#ascending = false;
    else this.#latest = due;
  }
  /** False: it was not here. */
  remove(partial: Partial): boolean {
    const place = this.#placeOf(partial);
    if (place < 0) return false;
    if (partial.line === this) partial.line = null;
    this.#partials[place] = null;
    if (--this.#size * 2 + few < this.#partials.length) this.#refill(this.partials(), this.times());
    return true;
  }
  clear(): void {
    this.#refill([], []);
    this.#ascending = true;
    this.#latest = -Infinity;
  }
  /** Those that are there, in their order; a list of its own. */
  partials(): Partial[] {
    return this.#there(this.#partials as Partial[]);
  }
  /** Of `partials`. */
  times(): number[] {
    return this.#there(this.#times);
  }
  /** Of a list as long as that of the partials: a cut copies 100,000 of them within one turn. */
  #there<T>(list: readonly T[]): T[] {
    const partials = this.#partials;
    if (this.#size === partials.length) return list.slice();
    const found: T[] = [];
    for (let i = this.#head; i < partials.length; i++) if (partials[i] !== null) found.push(list[i]!);
    return found;
  }
  /** Those whose time is not after `due`, the earliest first. */
  until(due: number): {partial: Partial; due: number}[] {
    this.#sort();
    const found: {partial: Partial; due: number}[] = [];
    for (let i = this.#first(); i < this.#partials.length && this.#times[i]! <= due; i++) {
      const partial = this.#partials[i]!;
      if (partial !== null) found.push({partial, due: this.#times[i]!});
    }
    return found;
  }
  /** The earliest time; undefined: nobody waits. */
  earliest(): number | undefined {
    this.#sort();
    return this.#times[this.#first()];
  }
  #first(): number {
    while (this.#head < this.#partials.length && this.#partials[this.#head] === null) this.#head++;
    return this.#head;
  }
  #placeOf(partial: Partial): number {
    const place = partial.line === this ? partial.place : partial.places?.[this.#position];
    return place !== undefined && this.#partials[place] === partial ? place : -1;
  }
  #moved(partial: Partial, place: number): void {
    if (partial.line === this) partial.place = place;
    else (partial.places ??= Array.from({length: this.#position + 1}, () => -1))[this.#position] = place;
  }
  #sort(): void {
    if (this.#ascending) return;
    const [partials, times] = [this.partials(), this.times()];
    const order = times.map((_, i) => i).sort((a, b) => times[a]! - times[b]!);
    this.#refill(
      order.map((i) => partials[i]!),
      order.map((i) => times[i]!),
    );
    this.#ascending = true;
  }
  #refill(partials: Partial[], times: number[]): void {
    for (let place = 0; place < partials.length; place++) this.#moved(partials[place]!, place);
    this.#partials = partials;
    this.#times = times;
    this.#head = 0;
    this.#size = partials.length;
  }
}

/** So many empty places do no harm. */
const few = 64;

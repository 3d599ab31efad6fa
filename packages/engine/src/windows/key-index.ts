import type {Value} from '../api.ts';

/** The slots of one key, oldest first; -1: there are none. */
type Line = {first: number; last: number};

/**
 * Which slots of a ring hold a key. Slots come and go in the ring's order, so
 * those of one key are a queue, linked through `#next`. Null is no key.
 */
export class KeyIndex {
  readonly #next: Int32Array;
  readonly #lines = new Map<Value, Line>();
  /** The line that a slot is in. */
  readonly #lineOf: (Line | undefined)[];
  #empty = 0;

  /** `capacity`: of the ring. */
  constructor(capacity: number) {
    this.#next = new Int32Array(capacity);
    this.#lineOf = Array.from({length: capacity}, () => undefined);
  }
  add(slot: number, key: Value): void {
    if (key === null) {
      this.#lineOf[slot] = undefined;
      return;
    }
    this.#next[slot] = -1;
    const line = this.#lines.get(key);
    if (line === undefined) {
      this.#lines.set(key, (this.#lineOf[slot] = {first: slot, last: slot}));
      return;
    }
    this.#lineOf[slot] = line;
    if (line.first < 0) {
      line.first = line.last = slot;
      this.#empty--;
    } else {
      this.#next[line.last] = slot;
      line.last = slot;
    }
  }
  /** `slot` leaves: the oldest of all, which is the first of its key. */
  shift(slot: number): void {
    const line = this.#lineOf[slot];
    if (line === undefined) return;
    line.first = this.#next[line.first]!;
    // A key that left is often soon back: its line stays until too many wait.
    if (line.first < 0 && ++this.#empty > this.#next.length) this.#dropEmpty();
  }
  /** The oldest slot that holds `key`, or -1. */
  first(key: Value): number {
    return this.#lines.get(key)?.first ?? -1;
  }
  /** The next younger one of the same key, or -1. */
  after(slot: number): number {
    return this.#next[slot]!;
  }
  #dropEmpty(): void {
    for (const [key, line] of this.#lines) if (line.first < 0) this.#lines.delete(key);
    this.#empty = 0;
  }
}

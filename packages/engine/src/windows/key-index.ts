import type {Value} from '../api.ts';
import {KeySlots, slotOf} from '../core/key-slots.ts';

/** The slots of one key in one ring, oldest first; -1: there are none. */
export class Line {
  first = -1;
  last = -1;
  /** That of the same key in the other ring, where two share their keys. */
  other: Line | null = null;
  readonly key: Value;
  /** It is none of its lines any more: a new one of the same key may be. */
  isGone = false;

  constructor(key: Value) {
    this.key = key;
  }
}

const isIdle = ({first, other}: Line): boolean => first < 0 && (other === null || other.first < 0);

/** Lines by key: of one ring, or of two whose events look for each other's by the same key, and so look it up once. */
export class KeyLines {
  /** That of the first ring, whose `other` is that of the second. */
  readonly map = new Map<Value, Line>();
  readonly near = new KeySlots<Line>(Object.assign(new Line(''), {isGone: true}));
  /** Lines without a slot. A key that left is often soon back: its line stays until too many wait. */
  idle = 0;
  readonly isShared: boolean;

  constructor(isShared: boolean) {
    this.isShared = isShared;
  }
  /** The line of a key, which is made where there is none. */
  line(key: Value): Line {
    if (typeof key !== 'string') return this.map.get(key) ?? this.#begin(key);
    const line = this.near.slots[slotOf(key, this.near)]!;
    return line.key === key && !line.isGone ? line : this.farther(key);
  }
  /** As `line`, of a text that is not `near`. */
  farther(key: string): Line {
    const line = this.map.get(key) ?? this.#begin(key);
    this.near.found(key, line, this.map);
    return line;
  }
  #begin(key: Value): Line {
    const line = new Line(key);
    if (this.isShared) {
      line.other = new Line(key);
      line.other.other = line;
    }
    this.map.set(key, line);
    this.idle++;
    return line;
  }
  /** `line` has lost its last slot. */
  emptied(line: Line): void {
    if (!isIdle(line) || ++this.idle * 2 <= this.map.size + 64) return;
    for (const [key, each] of this.map)
      if (isIdle(each)) {
        each.isGone = true;
        this.map.delete(key);
      }
    this.idle = 0;
  }
}

/** By which attribute a window's events are looked up, and where their lines are. */
export type KeyPlace = {position: number; lines: KeyLines; isSecond: boolean};

/**
 * Which slots of a ring hold a key. Slots come and go in the ring's order, so
 * those of one key are a queue, linked through `next`. Null is no key.
 */
export class KeyIndex {
  readonly lines: KeyLines;
  readonly #isSecond: boolean;
  next = new Int32Array(0);
  /** The line that a slot is in. */
  lineOf: (Line | null)[] = [];

  constructor({lines, isSecond}: KeyPlace) {
    this.lines = lines;
    this.#isSecond = isSecond;
  }
  /** Forgets all slots. `capacity`: of the ring from now on. */
  reset(capacity: number): void {
    this.next = new Int32Array(capacity);
    this.lineOf = Array.from({length: capacity}, () => null);
    for (const line of this.lines.map.values()) {
      const own = this.#own(line);
      if (own.first < 0) continue;
      own.first = -1;
      if (isIdle(own)) this.lines.idle++;
    }
  }
  add(slot: number, key: Value): void {
    if (key === null) {
      this.lineOf[slot] = null;
      return;
    }
    const {lines} = this;
    const line = this.#own(lines.line(key));
    this.lineOf[slot] = line;
    this.next[slot] = -1;
    if (line.first < 0) {
      if (isIdle(line)) lines.idle--;
      line.first = slot;
    } else this.next[line.last] = slot;
    line.last = slot;
  }
  /** `slot` leaves: the oldest of all, which is the first of its key. */
  shift(slot: number): void {
    const line = this.lineOf[slot]!;
    if (line === null) return;
    line.first = this.next[slot]!;
    if (line.first < 0) this.lines.emptied(line);
  }
  /** The oldest slot that holds `key`, or -1. */
  first(key: Value): number {
    const line = this.lines.map.get(key);
    return line === undefined ? -1 : this.#own(line).first;
  }
  /** The next younger one of the same key, or -1. */
  after(slot: number): number {
    return this.next[slot]!;
  }
  #own(line: Line): Line {
    return this.#isSecond ? line.other! : line;
  }
}

import type {Row} from '../api.ts';

/** An event that a partial match keeps; several partials may share one. */
export type Held = {readonly ts: number; readonly row: Row};

/** What one element of the pattern has caught: an event, the list of a counted element, nothing yet. */
export type Slot = Held | Held[] | null;

/**
 * What a select clause and filters read of a match: one slot per stream named
 * in the pattern, absent ones included (always null), in the order of the text.
 */
export type Match = {readonly slots: readonly Slot[]};

/** A match in the making. Positions share it: two that hold the same partial hold the same object. */
export class Partial implements Match {
  /** Grows with each partial of an instance: identity in saved state, and the order of equals. */
  readonly id: number;
  readonly slots: Slot[];
  /** Of the event (or due time) that moved it last; -1 while nothing did. */
  ts = -1;
  /** Null while nothing is known, which takes no memory beside. */
  #first: number | null = null;
  #last: number | null = null;
  /** Of the absent sides of the logical step it stands at, those whose time has passed: 1 left, 2 right. */
  passed = 0;
  /** The event that `not X and Y` forbids has come: the next Y is swallowed. */
  violated = false;
  /** False once emitted, expired or dropped. */
  alive = true;
  /** The newest cut that knows what it was then. */
  cut = 0;
  /** The first line of those that wait for silence in which it stands, and its place there. */
  line: object | null = null;
  place = -1;
  /** By position, its place in further lines. */
  places: number[] | null = null;

  constructor(id: number, slots: Slot[]) {
    this.id = id;
    this.slots = slots;
  }
  /** The times that `within` measures from: of the first event. They differ only where a first `and` has caught both. */
  get first(): number {
    return this.#first ?? Infinity;
  }
  set first(ts: number) {
    this.#first = ts === Infinity ? null : ts;
  }
  get last(): number {
    return this.#last ?? -Infinity;
  }
  set last(ts: number) {
    this.#last = ts === -Infinity ? null : ts;
  }
  one(slot: number): Held | null {
    return this.slots[slot] as Held | null;
  }
  list(slot: number): Held[] {
    return this.slots[slot] as Held[];
  }
  isFilled(slot: number): boolean {
    const held = this.slots[slot]!;
    return held !== null && (!Array.isArray(held) || held.length > 0);
  }
}

/** The older partial first; those that nothing has moved last. */
export function byTime(a: {ts: number}, b: {ts: number}): number {
  if (a.ts === b.ts) return 0;
  if (a.ts === -1) return 1;
  if (b.ts === -1) return -1;
  return a.ts - b.ts;
}

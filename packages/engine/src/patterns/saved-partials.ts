import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {readPerStep, readRecord, type Steps} from '../core/cut.ts';
import {type Held, Partial, type Slot} from './partial.ts';
import type {Place} from './place.ts';
import {Silence} from './silence.ts';

/** Numbers are positions in the lists of events and partials: what is shared stays shared. */
export type SavedPartial = readonly [
  id: number,
  ts: number,
  first: number,
  last: number,
  passed: number,
  violated: boolean,
  slots: readonly (number | readonly number[] | null)[],
];
export type SavedPlace =
  | {fresh: readonly number[]; pending: readonly number[]}
  | {waiting: readonly (readonly [number, number])[]; set: number};
type Saved = {
  events: readonly (readonly [number, Row])[];
  partials: readonly SavedPartial[];
  places: readonly SavedPlace[];
};
/** All partials of all positions, each once, with the events that they keep, each once. */
export function savePartials(places: readonly Place[]): {[key: string]: Plain} {
  const events = new Numbered<Held>();
  const partials = new Numbered<Partial>();
  const saved = places.map((place): SavedPlace => {
    if (place instanceof Silence)
      return {waiting: place.entries().map(([p, due]) => [partials.of(p), due]), set: place.set};
    return {
      fresh: [...place.fresh].map((p) => partials.of(p)),
      pending: [...place.pending.all].map((p) => partials.of(p)),
    };
  });
  const slot = (s: Slot): number | number[] | null =>
    s === null ? null : Array.isArray(s) ? s.map((h) => events.of(h)) : events.of(s);
  const list = partials.list.map((p): SavedPartial => [
    p.id,
    p.ts,
    p.first,
    p.last,
    p.passed,
    p.violated,
    p.slots.map(slot),
  ]);
  const result: Saved = {events: events.list.map((h) => [h.ts, h.row] as const), partials: list, places: saved};
  return result as unknown as {[key: string]: Plain};
}

/** Who takes what a saved pattern holds, in this order: nothing is made of it on the way that does not stay. */
export interface PartialsTaker {
  started(ids: number, started: boolean): void;
  /** So many events come, and so many partials. */
  events(count: number): void;
  partialsCome(count: number): void;
  /** The next one; its place among them is its number. */
  event(ts: number, row: Row): void;
  /** The next one, its fields, as in `SavedPartial`, to be read. */
  partial(from: ValueReader): void;
  /** Who waits at a position. `numbers` of them follow, each to be read. */
  room(position: number, isFresh: boolean, numbers: number, from: ValueReader): Steps;
  silence(position: number, numbers: number, from: ValueReader): Steps;
  /** What the timer of a silence was set to. */
  set(position: number, set: number): void;
}

/** Of a pattern with that many positions, in steps. */
export function* readPartials(from: ValueReader, positions: number, to: PartialsTaker): Steps {
  let ids = 0;
  yield* readRecord(from, {
    ids: () => void (ids = from.value() as number),
    started: () => to.started(ids, from.value() as boolean),
    *events() {
      const count = from.array();
      to.events(count);
      for (let left = count; left > 0; left--) {
        if (left % readPerStep === 0) yield;
        from.array();
        to.event(from.value() as number, from.value() as Row);
      }
    },
    *partials() {
      const count = from.array();
      to.partialsCome(count);
      for (let left = count; left > 0; left--) {
        if (left % readPerStep === 0) yield;
        from.array();
        to.partial(from);
      }
    },
    *places() {
      if (from.array() !== positions) throw another();
      for (let position = 0; position < positions; position++) {
        yield* readRecord(from, {
          fresh: () => to.room(position, true, from.array(), from),
          pending: () => to.room(position, false, from.array(), from),
          waiting: () => to.silence(position, from.array(), from),
          set: () => to.set(position, from.value() as number),
        });
      }
    },
  });
}
export const another = (): Error => new Error('the saved state is of another pattern');

/** Fills `places`, which must be those of the same plan. */
export class PlacesTaker implements PartialsTaker {
  ids = 0;
  isStarted = false;
  /** All of them, in their order. */
  readonly partials: Partial[] = [];
  readonly #places: readonly Place[];
  readonly #events: Held[] = [];

  constructor(places: readonly Place[]) {
    this.#places = places;
    for (const place of places) {
      if (place instanceof Silence) place.clear(0);
      else place.load([], []);
    }
  }
  started(ids: number, started: boolean): void {
    this.ids = ids;
    this.isStarted = started;
  }
  events(): void {}
  partialsCome(): void {}
  event(ts: number, row: Row): void {
    this.#events.push({ts, row});
  }
  partial(from: ValueReader): void {
    const id = from.value() as number;
    const ts = from.value() as number;
    const first = from.value() as number;
    const last = from.value() as number;
    const passed = from.value() as number;
    const violated = from.value() as boolean;
    // What is read is made into what it stands for where it is.
    const slots = from.value() as unknown[];
    if (slots.length !== this.#places.length) throw another();
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i];
      if (typeof slot === 'number') slots[i] = this.#events[slot];
      else if (slot !== null)
        for (const [j, number] of (slot as number[]).entries()) (slot as unknown[])[j] = this.#events[number];
    }
    const partial = new Partial(id, slots as Slot[]);
    partial.ts = ts;
    partial.first = first;
    partial.last = last;
    partial.passed = passed;
    partial.violated = violated;
    this.partials.push(partial);
  }
  *room(position: number, isFresh: boolean, numbers: number, from: ValueReader): Steps {
    const room = this.#places[position]!;
    if (room instanceof Silence) throw another();
    if (!isFresh) room.pending.clear(numbers);
    for (let left = numbers; left > 0; left--) {
      if (left % readPerStep === 0) yield;
      const partial = this.partials[from.value() as number]!;
      if (isFresh) room.fresh.add(partial);
      else room.pending.add(partial);
    }
  }
  *silence(position: number, numbers: number, from: ValueReader): Steps {
    const silence = this.#silence(position);
    silence.clear(numbers);
    for (let left = numbers; left > 0; left--) {
      if (left % readPerStep === 0) yield;
      from.array();
      silence.put(this.partials[from.value() as number]!, from.value() as number);
    }
  }
  set(position: number, set: number): void {
    this.#silence(position).isSet(set);
  }
  #silence(position: number): Silence {
    const silence = this.#places[position]!;
    if (!(silence instanceof Silence)) throw another();
    return silence;
  }
}

class Numbered<T> {
  readonly list: T[] = [];
  readonly #numbers = new Map<T, number>();
  of(item: T): number {
    const known = this.#numbers.get(item);
    if (known !== undefined) return known;
    this.#numbers.set(item, this.list.length);
    return this.list.push(item) - 1;
  }
}

import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {itemsPerStep, readRecord, type Steps} from '../core/cut.ts';
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
/** What a saved pattern holds, as it is read: `ts` and `rows` are its events. */
export type Read = {
  ids: number;
  started: boolean;
  ts: number[];
  rows: Row[];
  partials: SavedPartial[];
  places: SavedPlace[];
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

/** Of a pattern with that many positions, in steps. */
export function* readPartials(from: ValueReader, positions: number): Steps<Read> {
  const read: Read = {ids: 0, started: false, ts: [], rows: [], partials: [], places: []};
  yield* readRecord(from, {
    ids: () => void (read.ids = from.value() as number),
    started: () => void (read.started = from.value() as boolean),
    *events() {
      for (let left = from.array(); left > 0; left--) {
        if (left % itemsPerStep === 0) yield;
        from.array();
        read.ts.push(from.value() as number);
        read.rows.push(from.value() as Row);
      }
    },
    *partials() {
      for (let left = from.array(); left > 0; left--) {
        if (left % itemsPerStep === 0) yield;
        const partial = from.value() as unknown as SavedPartial;
        if (partial[6].length !== positions) throw another();
        read.partials.push(partial);
      }
    },
    *places() {
      read.places = (yield* from.slowly()) as unknown as SavedPlace[];
    },
  });
  if (read.places.length !== positions) throw another();
  return read;
}
export const another = (): Error => new Error('the saved state is of another pattern');

/** Fills `places`, which must be those of the same plan; returns all partials. */
export function* putPartials({ts, rows, partials, places: saved}: Read, places: readonly Place[]): Steps<Partial[]> {
  const events: Held[] = [];
  for (let i = 0; i < ts.length; i++) {
    if (i % itemsPerStep === 0) yield;
    events.push({ts: ts[i]!, row: rows[i]!});
  }
  const slot = (s: number | readonly number[] | null): Slot =>
    s === null ? null : typeof s === 'number' ? events[s]! : s.map((i) => events[i]!);
  const made: Partial[] = [];
  // By index: taking a list apart by name goes through an iterator, for each of many.
  for (const saved of partials) {
    if (made.length % itemsPerStep === 0) yield;
    const partial = new Partial(saved[0], saved[6].map(slot));
    partial.ts = saved[1];
    partial.first = saved[2];
    partial.last = saved[3];
    partial.passed = saved[4];
    partial.violated = saved[5];
    made.push(partial);
  }
  for (const [i, place] of places.entries()) {
    const its = saved[i]!;
    if (place instanceof Silence && 'waiting' in its) {
      place.clear(its.set);
      for (const [n, [p, due]] of its.waiting.entries()) {
        if (n % itemsPerStep === 0) yield;
        place.put(made[p]!, due);
      }
    } else if (!(place instanceof Silence) && 'fresh' in its) {
      place.load([], []);
      for (const [n, p] of its.fresh.entries()) {
        if (n % itemsPerStep === 0) yield;
        place.fresh.add(made[p]!);
      }
      for (const [n, p] of its.pending.entries()) {
        if (n % itemsPerStep === 0) yield;
        place.pending.add(made[p]!);
      }
    } else throw another();
  }
  return made;
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

import type {Plain} from '@tandem/wire';
import type {Row} from '../api.ts';
import {type Held, Partial, type Slot} from './partial.ts';
import type {Place} from './place.ts';
import {Silence} from './silence.ts';

/** Numbers are positions in the lists of events and partials: what is shared stays shared. */
type SavedPartial = readonly [
  id: number,
  ts: number,
  first: number,
  last: number,
  passed: number,
  violated: boolean,
  slots: readonly (number | readonly number[] | null)[],
];
type SavedPlace =
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

/** Fills `places`, which must be those of the same plan; returns all partials. */
export function loadPartials(state: Plain, places: readonly Place[], slots: number): Partial[] {
  const saved = state as unknown as Saved;
  if (saved.places.length !== places.length || saved.partials.some((p) => p[6].length !== slots)) {
    throw new Error('the saved state is of another pattern');
  }
  const events = saved.events.map(([ts, row]): Held => ({ts, row}));
  const slot = (s: number | readonly number[] | null): Slot =>
    s === null ? null : typeof s === 'number' ? events[s]! : s.map((i) => events[i]!);
  const partials = saved.partials.map(([id, ts, first, last, passed, violated, kept]) =>
    Object.assign(new Partial(id, kept.map(slot)), {ts, first, last, passed, violated}),
  );
  for (const [i, place] of places.entries()) {
    const its = saved.places[i]!;
    if (place instanceof Silence && 'waiting' in its)
      place.load(
        its.waiting.map(([p, due]) => [partials[p]!, due]),
        its.set,
      );
    else if (!(place instanceof Silence) && 'fresh' in its)
      place.load(
        its.fresh.map((p) => partials[p]!),
        its.pending.map((p) => partials[p]!),
      );
    else throw new Error('the saved state is of another pattern');
  }
  return partials;
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

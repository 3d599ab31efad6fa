import type {Plain, ValueWriter} from '@tandem/wire';
import {type Cut, itemsPerStep, sharedSteps, type Steps, writeList} from '../core/cut.ts';
import {WideMap} from '../core/wide-map.ts';
import {EventNumbers} from './event-numbers.ts';
import type {Held, Partial, Slot} from './partial.ts';
import type {Place} from './place.ts';
import type {SavedPartial} from './saved-partials.ts';
import {Silence} from './silence.ts';

/** Who waited at a place: `due` and `set` where it is a silence. */
type Waited =
  | {fresh: readonly Partial[]; pending: readonly Partial[]}
  | {waiting: readonly Partial[]; due: readonly number[]; set: number};
/** Of a partial, what changes while it waits. */
type Was = Pick<Partial, 'ts' | 'first' | 'last' | 'passed' | 'violated'> & {slots: readonly Slot[]};
/** `numbers`: of partials, by their ids. */
type Gathered = {events: readonly Held[]; partials: readonly SavedPartial[]; numbers: WideMap<number, number>};

/** The partials of a state machine: who waits where is copied at the cut, what each was only if it changes. */
export class PartialsCut implements Cut {
  readonly #own: {ids: number; started: boolean};
  readonly #places: readonly Waited[];
  readonly #gathered: () => Steps<Gathered>;
  #kept = new Map<Partial, Was>();
  /** Until all were looked at. */
  #isOpen = true;

  constructor(own: {ids: number; started: boolean}, places: readonly Place[]) {
    this.#own = own;
    this.#places = places.map((place) =>
      place instanceof Silence
        ? {...place.waits(), set: place.set}
        : {fresh: [...place.fresh], pending: [...place.pending.all]},
    );
    this.#gathered = sharedSteps(this.#gather());
  }
  get isOpen(): boolean {
    return this.#isOpen;
  }
  /** It is about to change for the first time since the cut. */
  keep(partial: Partial): void {
    const {ts, first, last, passed, violated, slots} = partial;
    const copies = slots.map((slot) => (Array.isArray(slot) ? slot.slice() : slot));
    this.#kept.set(partial, {ts, first, last, passed, violated, slots: copies});
  }
  close(): void {
    this.#isOpen = false;
    this.#kept.clear();
  }
  *write(to: ValueWriter): Steps {
    const {events, partials, numbers} = yield* this.#gathered();
    const list = (of: readonly Partial[]): Steps => writeList(to, of.length, (i) => to.value(numbers.get(of[i]!.id)!));
    to.object(5);
    to.value('ids');
    to.value(this.#own.ids);
    to.value('started');
    to.value(this.#own.started);
    to.value('events');
    yield* writeList(to, events.length, (i) => {
      const {ts, row} = events[i]!;
      to.value([ts, row as readonly unknown[] as Plain]);
    });
    to.value('partials');
    yield* writeList(to, partials.length, (i) => to.value(partials[i]!));
    to.value('places');
    to.array(this.#places.length);
    for (const place of this.#places) {
      to.object(2);
      if ('waiting' in place) {
        const {waiting, due, set} = place;
        to.value('waiting');
        yield* writeList(to, waiting.length, (i) => to.value([numbers.get(waiting[i]!.id)!, due[i]!]));
        to.value('set');
        to.value(set);
      } else {
        to.value('fresh');
        yield* list(place.fresh);
        to.value('pending');
        yield* list(place.pending);
      }
    }
  }
  *#gather(): Steps<Gathered> {
    const events = new EventNumbers();
    const numberOf = (held: Held): number => events.of(held);
    const slot = (s: Slot): number | number[] | null =>
      s === null ? null : Array.isArray(s) ? s.map(numberOf) : numberOf(s);
    const partials: SavedPartial[] = [];
    const numbers = new WideMap<number, number>();
    for (const place of this.#places)
      for (const list of 'waiting' in place ? [place.waiting] : [place.fresh, place.pending])
        for (const [n, partial] of list.entries()) {
          if (n % itemsPerStep === 0) yield;
          if (!numbers.add(partial.id, partials.length)) continue;
          const {ts, first, last, passed, violated, slots} = this.#kept.get(partial) ?? partial;
          partials.push([partial.id, ts, first, last, passed, violated, slots.map(slot)]);
        }
    this.close();
    return {events: events.events, partials, numbers};
  }
}

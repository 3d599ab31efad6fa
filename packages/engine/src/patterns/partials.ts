import type {Cut} from '../core/cut.ts';
import {Partial, type Slot} from './partial.ts';
import {PartialsCut} from './partials-cut.ts';
import type {Place} from './place.ts';
import type {PositionPlan} from './state-plan.ts';

/** Makes and numbers the partials of one instance, and lets an open cut keep what one was before it changes. */
export class Partials {
  readonly #positions: readonly PositionPlan[];
  #made = 0;
  #cut: PartialsCut | null = null;
  /** How many cuts there were. */
  #cuts = 0;

  constructor(positions: readonly PositionPlan[]) {
    this.#positions = positions;
  }
  /** How many there were: the number of the next one. */
  get made(): number {
    return this.#made;
  }
  /** After a restore. */
  goOnAt(made: number): void {
    this.#made = made;
  }
  /** One that has no event. */
  fresh(): Partial {
    const positions = this.#positions;
    const slots: Slot[] = [];
    for (let i = 0; i < positions.length; i++) slots.push(positions[i]!.kind === 'count' ? [] : null);
    const partial = new Partial(this.#made++, slots);
    partial.cut = this.#cuts;
    return partial;
  }
  /** Called before what is saved of it does. */
  changes(partial: Partial): void {
    if (partial.cut === this.#cuts) return;
    partial.cut = this.#cuts;
    if (this.#cut?.isOpen) this.#cut.keep(partial);
  }
  /** Of those that wait at `places`. Closes the one before. */
  cut(started: boolean, places: readonly Place[]): Cut {
    this.#cut?.close();
    this.#cuts++;
    this.#cut = new PartialsCut({ids: this.#made, started}, places);
    return this.#cut;
  }
}

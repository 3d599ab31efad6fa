import {accepts, type Element, type Shared} from './element.ts';
import type {Held, Partial} from './partial.ts';
import type {Partials} from './partials.ts';
import type {Places} from './places.ts';
import type {Progress} from './progress.ts';
import {Silence} from './silence.ts';
import {endingGroup, type GroupPlan, restartCount, type StatePlan} from './state-plan.ts';
import type {WaitingRoom} from './waiting-room.ts';

/** A counted position: takes events from its minimum on while the next step waits, too. */
export class CountedElement implements Element {
  readonly #room: WaitingRoom;
  readonly #plan: StatePlan;
  readonly #places: Places;
  readonly #partials: Partials;
  readonly #progress: Progress;
  /** The round that ends here. */
  readonly #group: GroupPlan | undefined;
  /** After how many events its next round starts; 0 where no round ends here. */
  readonly #restartAt: number;

  constructor(room: WaitingRoom, {plan, places, partials, progress}: Shared) {
    this.#room = room;
    this.#plan = plan;
    this.#places = places;
    this.#partials = partials;
    this.#progress = progress;
    this.#group = endingGroup(plan.steps[room.plan.step]!, room.plan.step);
    this.#restartAt = this.#group ? restartCount(room.plan, this.#group, plan.strict) : 0;
  }
  refresh(): void {
    this.#room.refresh();
  }
  take(held: Held): void {
    const {plan, pending} = this.#room;
    for (const partial of pending.candidates(held.row)) {
      if (partial.list(plan.index).length >= plan.max || !accepts(plan, partial, held)) continue;
      this.#partials.changes(partial);
      this.#add(partial, held);
    }
  }
  #add(partial: Partial, held: Held): void {
    const room = this.#room;
    const {index, step, min, max} = room.plan;
    const {strict, steps} = this.#plan;
    const count = partial.list(index).push(held);
    this.#progress.caught(partial, step, held.ts);
    partial.ts = held.ts;
    // The end of a round of `every` that needs no event is seen here: it stays when full.
    if (strict || (count >= max && this.#restartAt !== Infinity)) room.delete(partial);
    if (strict && count < max) room.add(partial);
    if (count === min || (strict && count > min)) this.#progress.leave(partial, step, held.ts);
    else if (count > min && step < steps.length - 1) this.#prolong(partial, step + 1, held.ts);
    if (this.#group && count === this.#restartAt) this.#progress.restart(partial, this.#group, held.ts);
  }
  /** A silence after a counted element begins with the last event of that. */
  #prolong(partial: Partial, step: number, ts: number): void {
    for (const position of this.#plan.steps[step]!.positions) {
      const place = this.#places.of(position);
      if (place instanceof Silence && place.has(partial)) place.add(partial, ts);
    }
  }
}

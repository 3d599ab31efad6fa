import {accepts, type Element, type Shared} from './element.ts';
import type {Pairs} from './pairs.ts';
import type {Held} from './partial.ts';
import type {Partials} from './partials.ts';
import type {Progress} from './progress.ts';
import type {PositionPlan} from './state-plan.ts';
import {keepsSilence} from './strictness.ts';
import type {WaitingRoom} from './waiting-room.ts';

/** A position for one event: alone in its step, or a side of `and`, `or`. */
export class SingleElement implements Element {
  readonly #room: WaitingRoom;
  readonly #partials: Partials;
  readonly #progress: Progress;
  readonly #pairs: Pairs;
  /** Of a sequence: an event of its stream that does not fit ends even a pair of which the other side is there. */
  readonly #breaks: boolean;

  constructor(room: WaitingRoom, {plan, places, partials, progress, pairs}: Shared) {
    this.#room = room;
    this.#partials = partials;
    this.#progress = progress;
    this.#pairs = pairs;
    this.#breaks = plan.strict && !keepsSilence(room.plan, places.all);
  }
  refresh(): void {
    this.#room.refresh();
  }
  take(held: Held): void {
    const {plan, pending} = this.#room;
    if (pending.all.size === 0 || !isPossible(plan, held)) return;
    for (const partial of pending.candidates(held.row)) {
      if (!accepts(plan, partial, held)) {
        if (this.#breaks) this.#room.delete(partial);
        continue;
      }
      this.#room.delete(partial);
      this.#partials.changes(partial);
      partial.slots[plan.index] = held;
      this.#progress.caught(partial, plan.step, held.ts);
      if (plan.partner === undefined) this.#progress.complete(partial, plan.step, held.ts);
      else this.#pairs.sideIsThere(partial, plan, held.ts);
    }
  }
}

function isPossible({early}: PositionPlan, {ts, row}: Held): boolean {
  if (early !== undefined)
    for (let i = 0; i < early.length; i++) if (!early[i]!(ts, null as never, row as never, ts)) return false;
  return true;
}

import {must} from '@tandem/base';
import type {Lifetimes} from './lifetimes.ts';
import type {Partial} from './partial.ts';
import type {Places} from './places.ts';
import type {Progress} from './progress.ts';
import type {PositionPlan, StatePlan} from './state-plan.ts';

/** The steps with two sides, `and` and `or`: of `and` both must be there, of `or` the first one does. */
export class Pairs {
  readonly #plan: StatePlan;
  readonly #places: Places;
  readonly #progress: Progress;
  readonly #lifetimes: Lifetimes;

  constructor(plan: StatePlan, places: Places, progress: Progress, lifetimes: Lifetimes) {
    this.#plan = plan;
    this.#places = places;
    this.#progress = progress;
    this.#lifetimes = lifetimes;
  }
  /** The side at `position` has its event, or its silence has lasted. */
  sideIsThere(partial: Partial, position: PositionPlan, ts: number): void {
    const partner = this.#places.partner(position);
    if (this.#plan.steps[position.step]!.logic === 'and') {
      if (partial.violated) return this.#swallow(partial, position.step, ts);
      if (!isThere(partial, partner.plan)) {
        if (this.#plan.strict) this.#lifetimes.endIfNowhere(partial);
        return;
      }
    }
    partner.delete(partial);
    this.#progress.complete(partial, position.step, ts);
  }
  /** The round of `every (not X and Y)` in which X came: Y ends it without a match. */
  #swallow(partial: Partial, step: number, ts: number): void {
    partial.ts = ts;
    this.#lifetimes.end(partial);
    this.#progress.restart(partial, must(this.#plan.steps[step]!.group, 'only rounds are swallowed'), ts);
  }
}

function isThere(partial: Partial, {kind, silence, side, index}: PositionPlan): boolean {
  if (kind !== 'absent') return partial.isFilled(index);
  return silence === undefined || (partial.passed & side) !== 0;
}

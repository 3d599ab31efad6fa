import {accepts, type Element, type Shared} from './element.ts';
import type {Pairs} from './pairs.ts';
import type {Held, Partial} from './partial.ts';
import type {Partials} from './partials.ts';
import type {Places} from './places.ts';
import type {Progress} from './progress.ts';
import type {Silence} from './silence.ts';
import {endingGroup, restartCount, type StatePlan, type StepPlan} from './state-plan.ts';

/** A position whose event must stay away, for a while or until the other side of its `and`, `or` has come. */
export class AbsentElement implements Element {
  readonly #silence: Silence;
  readonly #step: StepPlan;
  /** Its time ends counted positions before it; else they take more until there is an event. */
  readonly #endsCounts: boolean;
  readonly #places: Places;
  readonly #partials: Partials;
  readonly #progress: Progress;
  readonly #pairs: Pairs;

  constructor(silence: Silence, {plan, places, partials, progress, pairs}: Shared) {
    this.#silence = silence;
    this.#step = plan.steps[silence.plan.step]!;
    this.#endsCounts = plan.strict || silence.plan.partner !== undefined || isBehindOpenRound(plan, silence.plan.step);
    this.#places = places;
    this.#partials = partials;
    this.#progress = progress;
    this.#pairs = pairs;
  }
  refresh(): void {}
  /** The event that must stay away has come. */
  take(held: Held): void {
    const silence = this.#silence;
    // A new round may begin to wait here, and the event came before it.
    for (const partial of silence.candidates(held.row)) {
      if (held.ts >= silence.due(partial) || !accepts(silence.plan, partial, held)) continue;
      this.#partials.changes(partial);
      this.#violate(partial, held.ts);
    }
  }
  #violate(partial: Partial, ts: number): void {
    const silence = this.#silence;
    const {plan} = silence;
    const {group, logic} = this.#step;
    const beginsRound = group?.from === plan.step;
    if (plan.silence !== undefined && (plan.step === 0 || beginsRound)) {
      silence.add(partial, ts);
    } else if (plan.silence === undefined && beginsRound) {
      silence.delete(partial);
      partial.violated = true;
    } else if (logic === 'or') {
      silence.delete(partial);
      if (!this.#places.partner(plan).has(partial)) this.#progress.kill(partial, ts);
    } else {
      this.#progress.kill(partial, ts);
    }
  }
  /** The turn of its timer: silences that have lasted. */
  pass(until: number): void {
    for (const {partial, due} of this.#silence.over(until)) if (this.#silence.has(partial)) this.#passOne(partial, due);
  }
  #passOne(partial: Partial, due: number): void {
    const {plan} = this.#silence;
    this.#silence.delete(partial);
    this.#partials.changes(partial);
    if (this.#endsCounts) this.#progress.endCounts(partial, plan.step, due);
    if (plan.partner !== undefined) {
      partial.passed |= plan.side;
      this.#pairs.sideIsThere(partial, plan, due);
    } else {
      this.#progress.complete(partial, plan.step, due);
    }
  }
}

/** The silence is all that ends an `every` of which nothing is needed. */
function isBehindOpenRound({steps, strict}: StatePlan, step: number): boolean {
  const before = steps[step - 1];
  const group = before && endingGroup(before, step - 1);
  return group !== undefined && restartCount(before!.positions[0]!, group, strict) === Infinity;
}

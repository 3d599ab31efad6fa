import type {Lifetimes} from './lifetimes.ts';
import type {Partial} from './partial.ts';
import type {Partials} from './partials.ts';
import type {Places} from './places.ts';
import {Silence} from './silence.ts';
import {endingGroup, type GroupPlan, isOptional, restartCount, type StatePlan, type StepPlan} from './state-plan.ts';

/**
 * How partials move on: from step to step, to the end as a match, and with
 * `every` into the next round. Whoever calls has taken the partial out of the
 * places where it has what it waited for.
 */
export class Progress {
  readonly #plan: StatePlan;
  readonly #places: Places;
  readonly #partials: Partials;
  readonly #lifetimes: Lifetimes;

  constructor(plan: StatePlan, places: Places, partials: Partials, lifetimes: Lifetimes) {
    this.#plan = plan;
    this.#places = places;
    this.#partials = partials;
    this.#lifetimes = lifetimes;
  }
  /** A new partial waits for the first step. `round`: started by `every`. */
  begin(ts: number, round: boolean): void {
    this.enter(this.#partials.fresh(), 0, ts, round);
  }
  /** Waits at `step` from now on; `from`: when a silence there begins. `round`: started by `every`. */
  enter(partial: Partial, step: number, from: number, round = false): void {
    partial.passed = 0;
    partial.violated = false;
    const at = this.#step(step);
    if (step === this.#plan.steps.length - 1 && isOptional(at)) return this.complete(partial, step, from);
    for (const position of at.positions) {
      const place = this.#places.of(position);
      if (place instanceof Silence) place.add(partial, from, round);
      else place.add(partial);
    }
    if (!isOptional(at)) return;
    this.enter(partial, step + 1, from);
    const group = endingGroup(at, step);
    if (group && restartCount(at.positions[0]!, group, this.#plan.strict) === 0) this.restart(partial, group, from);
  }
  /** It has an event of `step`. */
  caught(partial: Partial, step: number, ts: number): void {
    this.endCounts(partial, step, ts);
    this.#lifetimes.start(partial, ts, step === 0 && this.#step(0).logic !== undefined);
  }
  /** `step` has all that it needs. */
  complete(partial: Partial, step: number, ts: number): void {
    partial.ts = ts;
    this.leave(partial, step, ts);
    const group = endingGroup(this.#step(step), step);
    if (group) this.restart(partial, group, ts);
  }
  /** On to the next step, or a match. */
  leave(partial: Partial, step: number, ts: number): void {
    if (step === this.#plan.steps.length - 1) this.#lifetimes.match(partial, ts);
    else this.enter(partial, step + 1, ts);
  }
  /** A new round of `every`: what came before its group is kept. */
  restart(partial: Partial, group: GroupPlan, ts: number): void {
    const copy = this.#partials.fresh();
    for (const position of this.#plan.positions) {
      if (position.step >= group.from) break;
      const slot = partial.slots[position.index]!;
      copy.slots[position.index] = Array.isArray(slot) ? slot.slice() : slot;
    }
    copy.ts = partial.ts;
    this.#lifetimes.startAs(partial, copy);
    this.enter(copy, group.from, ts, true);
  }
  /** A later step has what it needs: counted positions before it take no more, those before a silence neither. */
  endCounts(partial: Partial, step: number, ts: number): void {
    for (let before = step - 1; before >= 0; before--) {
      const at = this.#step(before);
      const position = at.positions[0]!;
      const room = this.#places.of(position);
      if (room instanceof Silence && at.logic === undefined && !this.#plan.strict) continue;
      if (position.kind !== 'count' || room instanceof Silence) return;
      if (!room.delete(partial)) continue;
      const group = endingGroup(at, before);
      if (!group) continue;
      if (!this.#plan.strict) {
        // Where nothing is needed the round ends here; others were followed by the next one at their minimum.
        if (partial.list(position.index).length < restartCount(position, group, false))
          this.restart(partial, group, ts);
      } else if (position.min === 0) {
        // Where nothing is needed the next round of a sequence may begin with this very event.
        room.pending.add(this.#partials.fresh());
      }
    }
  }
  /** Never to be a match. The `every` whose round it was goes on. */
  kill(partial: Partial, ts: number): void {
    const group = this.#unfinishedGroup(partial);
    this.#lifetimes.end(partial);
    if (group) this.restart(partial, group, ts);
  }
  /** What is too old at `ts`, or too new, ends. */
  expire(ts: number): void {
    for (const partial of this.#lifetimes.over(ts)) {
      // A later group's new round would keep the events that expired; a sequence starts by itself.
      const group = this.#plan.strict ? undefined : this.#unfinishedGroup(partial);
      this.#lifetimes.end(partial);
      if (group?.from === 0) this.begin(ts, true);
    }
  }
  /** The `every` group whose present round this is. */
  #unfinishedGroup(partial: Partial): GroupPlan | undefined {
    for (const place of this.#places.all) {
      const {plan} = place;
      const {group} = this.#step(plan.step);
      if (!group || !place.has(partial)) continue;
      if (
        plan.step < group.to ||
        plan.kind !== 'count' ||
        partial.list(plan.index).length < restartCount(plan, group, this.#plan.strict)
      )
        return group;
    }
    return undefined;
  }
  #step(step: number): StepPlan {
    return this.#plan.steps[step]!;
  }
}

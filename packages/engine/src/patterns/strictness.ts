import type {Lifetimes} from './lifetimes.ts';
import type {Partial} from './partial.ts';
import type {Place} from './place.ts';
import type {Places} from './places.ts';
import type {Progress} from './progress.ts';
import {Silence} from './silence.ts';
import type {PositionPlan, StatePlan, StepPlan} from './state-plan.ts';
import type {WaitingRoom} from './waiting-room.ts';

/** What makes a sequence of a pattern: a partial lives until the next event only, whatever stream that is of. */
export class Strictness {
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
  /** Before each event. A sequence with `every` can start at each one that finds it not started. */
  before(ts: number): void {
    const first = this.#plan.steps[0]!;
    if (first.group && first.positions.every((p) => this.#places.of(p).isEmpty)) this.#progress.begin(ts, true);
    for (const partial of beforeEvent(this.#places.all, ts)) this.#lifetimes.endIfNowhere(partial);
  }
  /** After it has been tried at all positions of its stream. */
  after(): void {
    for (const partial of afterEvent(this.#places.all, this.#plan)) this.#lifetimes.endIfNowhere(partial);
  }
}

/** Hardly ever is something dropped: no list is made for nothing. */
const none: readonly Partial[] = [];

/**
 * Before each event of a sequence: what waits may match it, and no silence but
 * the first element's outlasts it. Returns what was dropped from a place.
 */
function beforeEvent(places: readonly Place[], ts: number): readonly Partial[] {
  let dropped: Partial[] | null = null;
  for (const place of places) {
    if (!(place instanceof Silence)) {
      place.refresh();
    } else if (place.plan.step > 0 && place.plan.partner === undefined) {
      for (const partial of place.partials()) {
        if (ts >= place.due(partial)) continue;
        place.delete(partial);
        (dropped ??= []).push(partial);
      }
    }
  }
  return dropped ?? none;
}

/**
 * After it: what it did not satisfy is dropped from its place. A pair of which
 * one side is there stays, with all that wait at the same `and`, as in the
 * reference engine. So does a silence that began the sequence, or an
 * `and` that begins it: there an event that does not fit ends its own side only,
 * and the next round waits until the other side has come, as in the reference engine.
 */
function afterEvent(places: readonly Place[], {steps}: StatePlan): readonly Partial[] {
  let dropped: Partial[] | null = null;
  const {logic, group} = steps[0]!;
  const roundOfAnd = logic === 'and' && group !== undefined;
  let uneven = false;
  for (const place of places) {
    if (place instanceof Silence) continue;
    const {plan} = place;
    const partner = plan.partner === undefined ? undefined : places[plan.partner]!;
    // Of both sides, before the first is touched.
    if (plan.side === 1 || partner instanceof Silence) uneven = isUneven(place, partner, steps[plan.step]!.logic);
    if (place.pending.all.size === 0) continue;
    if (keepsSilence(plan, places)) continue;
    if (roundOfAnd && plan.step === 0 && !(partner instanceof Silence)) continue;
    if (uneven) continue;
    for (const partial of place.pending.all) {
      if (partner && (partial.violated || partial.isFilled(partner.plan.index))) continue;
      place.pending.delete(partial);
      if (partner instanceof Silence && !place.fresh.has(partial)) partner.delete(partial);
      (dropped ??= []).push(partial);
    }
  }
  return dropped ?? none;
}

/** An `and` of two events where more wait for one side than for the other: some have had one of them. */
function isUneven(place: WaitingRoom, partner: Place | undefined, logic: StepPlan['logic']): boolean {
  return (
    logic === 'and' &&
    partner !== undefined &&
    !(partner instanceof Silence) &&
    place.pending.all.size !== partner.pending.all.size
  );
}

/** Beside a silence that began the sequence: that lasts whatever comes to the other side. */
export function keepsSilence(plan: PositionPlan, places: readonly Place[]): boolean {
  const partner = plan.partner === undefined ? undefined : places[plan.partner]!;
  return plan.step === 0 && partner instanceof Silence && partner.plan.silence !== undefined;
}

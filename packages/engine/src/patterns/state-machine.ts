import {must} from '@tandem/base';
import {encode, finish, type Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {RESET} from '../core/chunk.ts';
import type {Cut, Steps} from '../core/cut.ts';
import type {Env} from '../core/env.ts';
import type {Stage} from '../core/stage.ts';
import type {Stateful} from '../core/state.ts';
import {Expiry} from './expiry.ts';
import {MatchOutput} from './match-output.ts';
import {type Held, type Match, Partial, type Slot} from './partial.ts';
import type {Place} from './place.ts';
import {PartialsCut} from './partials-cut.ts';
import {PlacesTaker, readPartials, savePartials} from './saved-partials.ts';
import {Silence} from './silence.ts';
import {
  type GroupPlan,
  isOptional,
  type PositionPlan,
  restartCount,
  type StatePlan,
  type StepPlan,
} from './state-plan.ts';
import {afterEvent, beforeEvent, keepsSilence} from './strictness.ts';
import {WaitingRoom} from './waiting-room.ts';

/**
 * One instance of a pattern or sequence.
 *
 * Each position keeps the partial matches that wait for its event. An event is
 * tried at the positions of its stream, the last one first: what it satisfies
 * moves on, or is a match. Partials are moved, not copied; only `every` makes
 * copies, when its group is complete. A sequence differs in that a partial
 * lives until the next event only.
 */
export class StateMachine implements Stateful {
  readonly #plan: StatePlan;
  readonly #output: MatchOutput;
  readonly #now: () => number;
  readonly #places: readonly Place[];
  /** Per source: the places that read it, last first. */
  readonly #readers: readonly (readonly Place[])[];
  readonly #expiry: Expiry | undefined;
  #ids = 0;
  #started = false;
  #cut: PartialsCut | null = null;
  /** How many cuts there were. */
  #cuts = 0;

  constructor(plan: StatePlan, env: Env, next: Stage<Match>) {
    this.#plan = plan;
    this.#output = new MatchOutput(next);
    this.#now = () => env.now();
    this.#places = plan.positions.map((position) => this.#makePlace(position, env));
    this.#readers = plan.readers.map((positions) => positions.map((p) => this.#place(p)));
    this.#expiry = plan.within === undefined ? undefined : new Expiry(plan.within);
    env.state('pattern', this);
  }
  #makePlace(position: PositionPlan, env: Env): Place {
    if (position.kind !== 'absent') return new WaitingRoom(position, this.#plan.strict);
    const {logic, group} = this.#step(position.step);
    const restarting = position.step === 0 && logic === 'or' && group !== undefined;
    const silence: Silence = new Silence(position, env, restarting, (due) => this.#fire(silence, due));
    return silence;
  }

  /** The first partial, and the wait of an absent first stream, from the clock's time on. Once only, also over a restore. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#enter(this.#fresh(), 0, this.#now());
  }

  /** The stage of one source. */
  stage(source: number): Stage {
    const together = this.#readers[source]!.length > 1;
    const one = (ts: number, row: Row): void => {
      this.#take(source, ts, row);
      this.#output.emit(together);
    };
    return {
      one,
      // What leaves a named window is an event like any other here, as in the reference engine.
      pair: (expiredAt, expired, ts, row) => {
        one(expiredAt, expired);
        one(ts, row);
      },
      chunk: (chunk) => {
        for (let i = 0; i < chunk.length; i++) {
          if (chunk.kinds[i] === RESET) continue;
          this.#take(source, chunk.ts[i]!, chunk.rows[i]!);
          if (together) this.#output.emit(true);
        }
        this.#output.emit(false);
      },
    };
  }

  // ---- events -------------------------------------------------------------

  #take(source: number, ts: number, row: Row): void {
    try {
      this.#try(this.#readers[source]!, {ts, row});
    } catch (error) {
      // The whole chunk is lost, with the matches that did not leave yet.
      this.#output.drop();
      throw error;
    }
  }
  #try(readers: readonly Place[], held: Held): void {
    if (this.#expiry) this.#expire(held.ts);
    if (this.#plan.strict) this.#openStrict(held.ts);
    else for (const place of readers) if (place instanceof WaitingRoom) place.refresh();
    for (const place of readers) {
      if (place instanceof Silence) this.#disturb(place, held);
      else if (place.plan.kind === 'count') this.#collect(place, held);
      else this.#match(place, held);
    }
    if (this.#plan.strict) this.#closeStrict();
  }
  #accepts(position: PositionPlan, partial: Partial, held: Held): boolean {
    for (const filter of position.filters) {
      if (!filter(held.ts, partial as never, held.row as never, held.ts)) return false;
    }
    return true;
  }

  /** A position for one event. */
  #match(room: WaitingRoom, held: Held): void {
    const {plan, pending} = room;
    if (pending.all.size === 0 || !isPossible(plan, held)) return;
    for (const partial of pending.candidates(held.row)) {
      if (!this.#accepts(plan, partial, held)) {
        if (this.#plan.strict) this.#breakSide(partial, room);
        continue;
      }
      room.delete(partial);
      this.#changes(partial);
      partial.slots[plan.index] = held;
      this.#endCounts(partial, plan.step, held.ts);
      this.#noteStart(partial, plan.step, held.ts);
      if (plan.partner === undefined) this.#complete(partial, plan.step, held.ts);
      else this.#completeSide(partial, plan, held.ts);
    }
  }
  /** A counted position: takes events from its minimum on while the next step waits, too. */
  #collect(room: WaitingRoom, held: Held): void {
    const {plan} = room;
    const {index, step, min, max} = plan;
    const {strict, steps} = this.#plan;
    const group = this.#groupEndingAt(step);
    for (const partial of room.pending.candidates(held.row)) {
      const list = partial.list(index);
      if (list.length >= max || !this.#accepts(plan, partial, held)) continue;
      this.#changes(partial);
      const count = list.push(held);
      this.#endCounts(partial, step, held.ts);
      this.#noteStart(partial, step, held.ts);
      partial.ts = held.ts;
      // The end of a round of `every` that needs no event is seen here: it stays when full.
      const restartAt = group ? restartCount(plan, group, strict) : 0;
      if (strict || (count >= max && restartAt !== Infinity)) room.delete(partial);
      if (strict && count < max) room.add(partial);
      const restarts = group && count === restartAt;
      if (count === min || (strict && count > min)) {
        if (step === steps.length - 1) this.#finish(partial, held.ts);
        else this.#enter(partial, step + 1, held.ts);
      } else if (count > min && step < steps.length - 1) {
        this.#prolong(partial, step + 1, held.ts);
      }
      if (restarts) this.#restart(partial, group, held.ts);
    }
  }
  /** A silence after a counted element begins with the last event of that. */
  #prolong(partial: Partial, step: number, ts: number): void {
    for (const position of this.#step(step).positions) {
      const place = this.#place(position);
      if (place instanceof Silence && place.has(partial)) place.add(partial, ts);
    }
  }
  /** The event that must stay away has come. */
  #disturb(silence: Silence, held: Held): void {
    // A new round may begin to wait here, and the event came before it.
    for (const partial of silence.candidates(held.row)) {
      if (held.ts >= silence.due(partial) || !this.#accepts(silence.plan, partial, held)) continue;
      this.#violate(partial, silence, held.ts);
    }
  }
  #violate(partial: Partial, silence: Silence, ts: number): void {
    const {plan} = silence;
    const {group, logic} = this.#step(plan.step);
    this.#changes(partial);
    const restartsHere = plan.step === 0 || group?.from === plan.step;
    if (plan.silence !== undefined && restartsHere) {
      silence.add(partial, ts);
    } else if (plan.silence === undefined && group?.from === plan.step) {
      silence.delete(partial);
      partial.violated = true;
    } else if (logic === 'or') {
      silence.delete(partial);
      const partner = this.#partner(plan);
      if (!partner.has(partial)) this.#kill(partial, ts);
    } else {
      this.#kill(partial, ts);
    }
  }

  // ---- steps --------------------------------------------------------------

  /** One side of `and`, `or` is there. */
  #completeSide(partial: Partial, plan: PositionPlan, ts: number): void {
    const partner = this.#partner(plan);
    if (this.#step(plan.step).logic === 'and') {
      if (partial.violated) return this.#swallow(partial, plan.step, ts);
      if (!this.#isDone(partial, partner.plan)) {
        if (this.#plan.strict) this.#endIfNowhere(partial);
        return;
      }
    }
    partner.delete(partial);
    this.#complete(partial, plan.step, ts);
  }
  #isDone(partial: Partial, plan: PositionPlan): boolean {
    if (plan.kind !== 'absent') return partial.isFilled(plan.index);
    return plan.silence === undefined || (partial.passed & plan.side) !== 0;
  }
  /** The round of `every (not X and Y)` in which X came: Y ends it without a match. */
  #swallow(partial: Partial, step: number, ts: number): void {
    partial.ts = ts;
    this.#end(partial);
    this.#restart(partial, must(this.#step(step).group, 'only rounds are swallowed'), ts);
  }
  #complete(partial: Partial, step: number, ts: number): void {
    partial.ts = ts;
    if (step === this.#plan.steps.length - 1) this.#finish(partial, ts);
    else this.#enter(partial, step + 1, ts);
    const group = this.#groupEndingAt(step);
    if (group) this.#restart(partial, group, ts);
  }
  /** Waits at `step` from now on; `from`: when a silence there begins. `round`: started by `every`. */
  #enter(partial: Partial, step: number, from: number, round = false): void {
    partial.passed = 0;
    partial.violated = false;
    const {positions} = this.#step(step);
    if (step === this.#plan.steps.length - 1 && isOptional(this.#step(step)))
      return this.#complete(partial, step, from);
    for (const position of positions) {
      const place = this.#place(position);
      if (place instanceof Silence) place.add(partial, from, round);
      else place.add(partial);
    }
    if (!isOptional(this.#step(step))) return;
    this.#enter(partial, step + 1, from);
    const group = this.#groupEndingAt(step);
    if (group && restartCount(positions[0]!, group, this.#plan.strict) === 0) this.#restart(partial, group, from);
  }
  /** A new round of `every`: what came before its group is kept. */
  #restart(partial: Partial, group: GroupPlan, ts: number): void {
    const copy = this.#fresh();
    for (const position of this.#plan.positions) {
      if (position.step >= group.from) break;
      const slot = partial.slots[position.index]!;
      copy.slots[position.index] = Array.isArray(slot) ? slot.slice() : slot;
    }
    copy.ts = partial.ts;
    if (this.#expiry && copy.slots.some((_, slot) => copy.isFilled(slot))) this.#expiry.startAs(partial, copy);
    this.#enter(copy, group.from, ts, true);
  }
  /** A later step has an event: counted positions before it take no more. */
  #endCounts(partial: Partial, step: number, ts: number): void {
    for (let before = step - 1; before >= 0; before--) {
      const position = this.#step(before).positions[0]!;
      const room = this.#place(position);
      if (position.kind !== 'count' || room instanceof Silence) return;
      if (!room.delete(partial)) continue;
      const group = this.#groupEndingAt(before);
      if (!group) continue;
      if (!this.#plan.strict) {
        // Where nothing is needed the round ends here; others were followed by the next one at their minimum.
        if (partial.list(position.index).length < restartCount(position, group, false))
          this.#restart(partial, group, ts);
      } else if (position.min === 0) {
        // Where nothing is needed the next round of a sequence may begin with this very event.
        room.pending.add(this.#fresh());
      }
    }
  }
  #finish(partial: Partial, ts: number): void {
    this.#output.add(ts, partial);
    this.#end(partial);
  }
  /** Never to be a match. The `every` whose round it was goes on. */
  #kill(partial: Partial, ts: number): void {
    const group = this.#unfinishedGroup(partial);
    this.#end(partial);
    if (group) this.#restart(partial, group, ts);
  }
  /** The `every` group whose present round this is. */
  #unfinishedGroup(partial: Partial): GroupPlan | undefined {
    for (const place of this.#places) {
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
  #end(partial: Partial): void {
    if (!partial.alive) return;
    partial.alive = false;
    const places = this.#places;
    for (let i = 0; i < places.length; i++) places[i]!.delete(partial);
    if (partial.first !== Infinity) this.#expiry?.ended();
  }

  // ---- within -------------------------------------------------------------

  #noteStart(partial: Partial, step: number, ts: number): void {
    this.#expiry?.start(partial, ts, step === 0 && this.#step(0).logic !== undefined);
  }
  #expire(ts: number): void {
    for (const partial of must(this.#expiry, 'a bound').take(ts)) {
      // A later group's new round would keep the events that expired; a sequence starts by itself.
      const group = this.#plan.strict ? undefined : this.#unfinishedGroup(partial);
      this.#end(partial);
      if (group?.from === 0) this.#enter(this.#fresh(), 0, ts, true);
    }
  }

  // ---- sequences

  /** A sequence with `every` can start at each event that finds it not started. */
  #openStrict(ts: number): void {
    const first = this.#step(0);
    if (first.group && first.positions.every((p) => this.#place(p).isEmpty)) this.#enter(this.#fresh(), 0, ts, true);
    for (const partial of beforeEvent(this.#places, ts)) this.#endIfNowhere(partial);
  }
  #closeStrict(): void {
    for (const partial of afterEvent(this.#places, this.#plan)) this.#endIfNowhere(partial);
  }
  /** An event of its stream that does not fit ends even a pair of which the other side is there. */
  #breakSide(partial: Partial, room: WaitingRoom): void {
    if (!keepsSilence(room.plan, this.#places)) room.delete(partial);
  }
  #endIfNowhere(partial: Partial): void {
    for (const place of this.#places) if (place.has(partial)) return;
    this.#end(partial);
  }

  // ---- timers -------------------------------------------------------------

  #fire(silence: Silence, due: number): void {
    try {
      if (this.#expiry) this.#expire(due);
      for (const over of silence.over(due)) if (silence.has(over.partial)) this.#pass(over.partial, silence, over.due);
    } catch (error) {
      this.#output.drop();
      throw error;
    } finally {
      silence.rearm();
    }
    this.#output.emit(false);
  }
  /** The silence has lasted. */
  #pass(partial: Partial, silence: Silence, due: number): void {
    const {plan} = silence;
    silence.delete(partial);
    this.#changes(partial);
    this.#endCounts(partial, plan.step, due);
    if (plan.partner !== undefined) {
      partial.passed |= plan.side;
      this.#completeSide(partial, plan, due);
    } else {
      this.#complete(partial, plan.step, due);
    }
  }

  // ---- parts --------------------------------------------------------------

  #fresh(): Partial {
    const {positions} = this.#plan;
    const slots: Slot[] = [];
    for (let i = 0; i < positions.length; i++) slots.push(positions[i]!.kind === 'count' ? [] : null);
    const partial = new Partial(this.#ids++, slots);
    partial.cut = this.#cuts;
    return partial;
  }
  #step(step: number): StepPlan {
    return this.#plan.steps[step]!;
  }
  #place(position: PositionPlan): Place {
    return this.#places[position.index]!;
  }
  #partner(position: PositionPlan): Place {
    return this.#places[must(position.partner, 'a logical step has two sides')]!;
  }
  #groupEndingAt(step: number): GroupPlan | undefined {
    const {group} = this.#step(step);
    return group?.to === step ? group : undefined;
  }

  /** Called before what is saved of it does. */
  #changes(partial: Partial): void {
    if (partial.cut === this.#cuts) return;
    partial.cut = this.#cuts;
    if (this.#cut?.isOpen) this.#cut.keep(partial);
  }
  cut(): Cut {
    this.#cut?.close();
    this.#cuts++;
    this.#cut = new PartialsCut({ids: this.#ids, started: this.#started}, this.#places);
    return this.#cut;
  }
  save(): Plain {
    return {ids: this.#ids, started: this.#started, ...savePartials(this.#places)};
  }
  load(state: Plain): void {
    finish(this.loadSteps(new ValueReader(encode(state))));
  }
  *loadSteps(from: ValueReader): Steps {
    const taker = new PlacesTaker(this.#places);
    yield* readPartials(from, this.#places.length, taker);
    this.#ids = taker.ids;
    this.#started = taker.isStarted;
    if (this.#expiry) yield* this.#expiry.load(taker.partials);
  }
}

function isPossible({early}: PositionPlan, {ts, row}: Held): boolean {
  if (early !== undefined)
    for (let i = 0; i < early.length; i++) if (!early[i]!(ts, null as never, row as never, ts)) return false;
  return true;
}

import {must} from '@tandem/base';
import {encode, finish, type Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {RESET} from '../core/chunk.ts';
import type {Cut, Steps} from '../core/cut.ts';
import type {Env} from '../core/env.ts';
import type {Stage} from '../core/stage.ts';
import type {Stateful} from '../core/state.ts';
import {AbsentElement} from './absent-element.ts';
import {CountedElement} from './counted-element.ts';
import type {Element, Shared} from './element.ts';
import {Expiry} from './expiry.ts';
import {Lifetimes} from './lifetimes.ts';
import {MatchOutput} from './match-output.ts';
import {Pairs} from './pairs.ts';
import type {Held, Match} from './partial.ts';
import {Partials} from './partials.ts';
import type {Place} from './place.ts';
import {Places} from './places.ts';
import {Progress} from './progress.ts';
import {PlacesTaker, readPartials, savePartials} from './saved-partials.ts';
import {Silence} from './silence.ts';
import {SingleElement} from './single-element.ts';
import type {PositionPlan, StatePlan} from './state-plan.ts';
import {Strictness} from './strictness.ts';
import {WaitingRoom} from './waiting-room.ts';

/**
 * One instance of a pattern or sequence.
 *
 * Each position keeps the partial matches that wait for its event (`Places`).
 * An event is tried at the positions of its stream, the last one first
 * (`Element`): what it satisfies moves on, or is a match (`Progress`). Partials
 * are moved, not copied; only `every` makes copies, when its group is complete.
 * A sequence differs in that a partial lives until the next event only
 * (`Strictness`).
 */
export class StateMachine implements Stateful {
  readonly #output: MatchOutput;
  readonly #now: () => number;
  readonly #places: Places;
  readonly #partials: Partials;
  readonly #expiry: Expiry | undefined;
  readonly #progress: Progress;
  readonly #strictness: Strictness | undefined;
  /** Per source: the elements that read it, last first. */
  readonly #readers: readonly (readonly Element[])[];
  /** Who acts when the time of a silence has come. */
  readonly #absent = new Map<Silence, AbsentElement>();
  #started = false;

  constructor(plan: StatePlan, env: Env, next: Stage<Match>) {
    this.#output = new MatchOutput(next);
    this.#now = () => env.now();
    const places = new Places(plan.positions.map((position) => this.#makePlace(position, plan, env)));
    const partials = new Partials(plan.positions);
    this.#expiry = plan.within === undefined ? undefined : new Expiry(plan.within);
    const lifetimes = new Lifetimes(places, this.#output, this.#expiry);
    const progress = new Progress(plan, places, partials, lifetimes);
    const pairs = new Pairs(plan, places, progress, lifetimes);
    const shared = {plan, places, partials, progress, pairs};
    const elements = places.all.map((place) => this.#makeElement(place, shared));
    this.#readers = plan.readers.map((positions) => positions.map(({index}) => elements[index]!));
    this.#strictness = plan.strict ? new Strictness(plan, places, progress, lifetimes) : undefined;
    this.#places = places;
    this.#partials = partials;
    this.#progress = progress;
    env.state('pattern', this);
  }
  #makePlace(position: PositionPlan, {steps, strict}: StatePlan, env: Env): Place {
    if (position.kind !== 'absent') return new WaitingRoom(position, strict);
    const {logic, group} = steps[position.step]!;
    const restarting = position.step === 0 && logic === 'or' && group !== undefined;
    const silence: Silence = new Silence(position, env, restarting, (due) => this.#fire(silence, due));
    return silence;
  }
  #makeElement(place: Place, shared: Shared): Element {
    if (place instanceof WaitingRoom)
      return place.plan.kind === 'count' ? new CountedElement(place, shared) : new SingleElement(place, shared);
    const absent = new AbsentElement(place, shared);
    this.#absent.set(place, absent);
    return absent;
  }

  /** The first partial, and the wait of an absent first stream, from the clock's time on. Once only, also over a restore. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#progress.begin(this.#now(), false);
  }

  /** The stage of one source. */
  stage(source: number): Stage {
    const readers = this.#readers[source]!;
    const together = readers.length > 1;
    const one = (ts: number, row: Row): void => {
      this.#take(readers, ts, row);
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
          this.#take(readers, chunk.ts[i]!, chunk.rows[i]!);
          if (together) this.#output.emit(true);
        }
        this.#output.emit(false);
      },
    };
  }
  #take(readers: readonly Element[], ts: number, row: Row): void {
    try {
      this.#try(readers, {ts, row});
    } catch (error) {
      // The whole chunk is lost, with the matches that did not leave yet.
      this.#output.drop();
      throw error;
    }
  }
  #try(readers: readonly Element[], held: Held): void {
    this.#progress.expire(held.ts);
    if (this.#strictness) this.#strictness.before(held.ts);
    else for (const element of readers) element.refresh();
    for (const element of readers) element.take(held);
    this.#strictness?.after();
  }
  #fire(silence: Silence, due: number): void {
    try {
      this.#progress.expire(due);
      must(this.#absent.get(silence), 'an element of its own').pass(due);
    } catch (error) {
      this.#output.drop();
      throw error;
    } finally {
      silence.rearm();
    }
    this.#output.emit(false);
  }

  cut(): Cut {
    return this.#partials.cut(this.#started, this.#places.all);
  }
  save(): Plain {
    return {ids: this.#partials.made, started: this.#started, ...savePartials(this.#places.all)};
  }
  load(state: Plain): void {
    finish(this.loadSteps(new ValueReader(encode(state))));
  }
  *loadSteps(from: ValueReader): Steps {
    const places = this.#places.all;
    const taker = new PlacesTaker(places);
    yield* readPartials(from, places.length, taker);
    this.#partials.goOnAt(taker.ids);
    this.#started = taker.isStarted;
    if (this.#expiry) yield* this.#expiry.load(taker.partials);
  }
}

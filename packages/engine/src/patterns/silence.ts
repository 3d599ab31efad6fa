import type {Env} from '../core/env.ts';
import type {Timer} from '../core/timer.ts';
import type {Row} from '../api.ts';
import type {Partial} from './partial.ts';
import {PartialsByKey} from './partials-by-key.ts';
import {SilentLine} from './silent-line.ts';
import type {PositionPlan} from './state-plan.ts';

/**
 * The partials at `not X [for t]`, each with the time until which X must stay
 * away (Infinity without `for`). One timer, set to the first of these times.
 *
 * In `every (not X for t or Y)` as the first element a round that Y ended does
 * not move the timer: when it comes to a round that is too young, it starts
 * over with the whole time.
 */
export class Silence {
  readonly plan: PositionPlan;
  readonly #line: SilentLine;
  readonly #byKey: PartialsByKey | null;
  readonly #timer: Timer | undefined;
  readonly #now: () => number;
  readonly #restarting: boolean;
  /** What the timer is set to; Infinity when it is not. */
  #set = Infinity;

  /** `restarting`: the timer of a first `every (not X for t or Y)`. `fire`: the time that the timer was set to has come. */
  constructor(plan: PositionPlan, env: Env, restarting: boolean, fire: (due: number) => void) {
    this.plan = plan;
    this.#line = new SilentLine(plan.index);
    this.#byKey = plan.key ? new PartialsByKey(plan.key) : null;
    this.#restarting = restarting;
    this.#now = () => env.now();
    this.#timer = plan.silence === undefined ? undefined : env.timer(fire);
  }
  /** `from`: when the silence began. `round`: begun by `every`, which does not set a restarting timer. */
  add(partial: Partial, from: number, round = false): void {
    if (this.plan.silence === undefined) {
      if (!this.#line.has(partial)) this.put(partial, Infinity);
      return;
    }
    const due = from + this.plan.silence;
    // Behind all others, where its time is.
    if (this.#line.remove(partial)) this.#line.add(partial, due);
    else this.put(partial, due);
    if (this.#restarting ? !round : due < this.#set) this.#arm(due);
  }
  #arm(due: number): void {
    this.#set = due;
    this.#timer?.clear();
    this.#timer?.at(due);
  }
  /** Until when X must stay away from it. A restarting timer tells that when it comes. */
  due(partial: Partial): number {
    return this.#restarting ? Infinity : (this.#line.due(partial) ?? Infinity);
  }
  /** The timer's turn: those whose silence has lasted, by the time when it had. */
  over(due: number): {partial: Partial; due: number}[] {
    this.#set = Infinity;
    const over = this.#line.until(due);
    if (this.#restarting) for (const one of over) one.due = due;
    return over;
  }
  /** After the turn, with what it released gone. */
  rearm(): void {
    if (this.plan.silence === undefined) return;
    if (this.#restarting) return this.#arm(this.#now() + this.plan.silence);
    const due = this.#line.earliest();
    if (due !== undefined && due < this.#set) this.#arm(due);
  }
  has(partial: Partial): boolean {
    return this.#line.has(partial);
  }
  delete(partial: Partial): boolean {
    if (!this.#line.remove(partial)) return false;
    this.#byKey?.delete(partial);
    return true;
  }
  get isEmpty(): boolean {
    return this.#line.size === 0;
  }
  /** Those that `row` may disturb; a list, as who is disturbed may begin to wait here again. */
  candidates(row: Row): readonly Partial[] {
    return this.#byKey === null ? this.#line.partials() : Array.from(this.#byKey.candidates(row));
  }
  /** All of them; a list of its own. */
  partials(): readonly Partial[] {
    return this.#line.partials();
  }
  /** In order, with due times, Infinity without `for`; for saving. */
  entries(): (readonly [Partial, number])[] {
    const times = this.#line.times();
    return this.#line.partials().map((partial, i) => [partial, times[i]!] as const);
  }
  /** As `entries`, with nothing made for each. */
  waits(): {waiting: readonly Partial[]; due: readonly number[]} {
    return {waiting: this.#line.partials(), due: this.#line.times()};
  }
  get set(): number {
    return this.#set;
  }
  /** Forgets everything, for `put`, so many times, and `isSet`; the timer restores itself. */
  clear(expected: number): void {
    this.#line.clear();
    this.#byKey?.clear(expected);
  }
  /** One of `entries`, in their order. */
  put(partial: Partial, due: number): void {
    this.#line.add(partial, due);
    this.#byKey?.add(partial);
  }
  /** What the timer was set to. */
  isSet(set: number): void {
    this.#set = set;
  }
}

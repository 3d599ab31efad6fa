import type {Env} from '../core/env.ts';
import type {Timer} from '../core/timer.ts';
import {MatchIndex} from './match-index.ts';
import type {Partial} from './partial.ts';
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
  readonly waiting: MatchIndex;
  /** By time, the first first, as long as `#ascending`. */
  #due = new Map<Partial, number>();
  readonly #timer: Timer | undefined;
  readonly #now: () => number;
  readonly #restarting: boolean;
  /** What the timer is set to; Infinity when it is not. */
  #set = Infinity;
  #ascending = true;
  #latest = -Infinity;

  /** `restarting`: the timer of a first `every (not X for t or Y)`. `fire`: the time that the timer was set to has come. */
  constructor(plan: PositionPlan, env: Env, restarting: boolean, fire: (due: number) => void) {
    this.plan = plan;
    this.waiting = new MatchIndex(plan.key);
    this.#restarting = restarting;
    this.#now = () => env.now();
    this.#timer = plan.silence === undefined ? undefined : env.timer(fire);
  }
  /** `from`: when the silence began. `round`: begun by `every`, which does not set a restarting timer. */
  add(partial: Partial, from: number, round = false): void {
    this.waiting.add(partial);
    if (this.plan.silence === undefined) return;
    const due = from + this.plan.silence;
    this.#note(partial, due);
    if (this.#restarting ? !round : due < this.#set) this.#arm(due);
  }
  #note(partial: Partial, due: number): void {
    this.#due.delete(partial);
    if (this.#due.size === 0) this.#reset();
    this.#enter(partial, due);
  }
  #enter(partial: Partial, due: number): void {
    this.#due.set(partial, due);
    if (due < this.#latest) this.#ascending = false;
    else this.#latest = due;
  }
  #reset(): void {
    this.#ascending = true;
    this.#latest = -Infinity;
  }
  #arm(due: number): void {
    this.#set = due;
    this.#timer?.clear();
    this.#timer?.at(due);
  }
  /** Until when X must stay away from it. A restarting timer tells that when it comes. */
  due(partial: Partial): number {
    return this.#restarting ? Infinity : (this.#due.get(partial) ?? Infinity);
  }
  /** The timer's turn: those whose silence has lasted, by the time when it had. */
  over(due: number): {partial: Partial; due: number}[] {
    this.#set = Infinity;
    const over: {partial: Partial; due: number}[] = [];
    for (const [partial, its] of this.#sorted()) {
      if (its > due) break;
      over.push({partial, due: this.#restarting ? due : its});
    }
    return over;
  }
  /** After the turn, with what it released gone. */
  rearm(): void {
    if (this.plan.silence === undefined) return;
    if (this.#restarting) return this.#arm(this.#now() + this.plan.silence);
    for (const due of this.#sorted().values()) {
      if (due < this.#set) this.#arm(due);
      return;
    }
  }
  #sorted(): ReadonlyMap<Partial, number> {
    if (this.#ascending) return this.#due;
    this.#due = new Map([...this.#due].sort(([, a], [, b]) => a - b));
    this.#ascending = true;
    return this.#due;
  }
  has(partial: Partial): boolean {
    return this.waiting.all.has(partial);
  }
  delete(partial: Partial): boolean {
    this.#due.delete(partial);
    return this.waiting.delete(partial);
  }
  get isEmpty(): boolean {
    return this.waiting.all.size === 0;
  }
  /** In order, with due times; for saving. */
  entries(): (readonly [Partial, number])[] {
    return this.plan.silence === undefined ? [...this.waiting.all].map((p) => [p, Infinity] as const) : [...this.#due];
  }
  /** As `entries`, with nothing made for each. */
  waits(): {waiting: readonly Partial[]; due: readonly number[]} {
    if (this.plan.silence !== undefined) return {waiting: [...this.#due.keys()], due: [...this.#due.values()]};
    const waiting = [...this.waiting.all];
    return {waiting, due: waiting.map(() => Infinity)};
  }
  get set(): number {
    return this.#set;
  }
  /** Forgets everything, for `put` and `isSet`; the timer restores itself. */
  clear(): void {
    this.waiting.clear();
    this.#due.clear();
    this.#reset();
  }
  /** One of `entries`, in their order. */
  put(partial: Partial, due: number): void {
    this.waiting.add(partial);
    if (this.plan.silence !== undefined) this.#enter(partial, due);
  }
  /** What the timer was set to. */
  isSet(set: number): void {
    this.#set = set;
  }
}

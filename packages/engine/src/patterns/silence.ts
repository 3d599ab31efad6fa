import type {Env} from '../core/env.ts';
import type {Timer} from '../core/scheduler.ts';
import {MatchIndex} from './match-index.ts';
import type {Partial} from './partial.ts';
import type {PositionPlan} from './state-plan.ts';

/**
 * The partials at `not X [for t]`, each with the time until which X must stay
 * away (Infinity without `for`).
 *
 * In `every (not X for t or Y)` as the first element a round that Y ended does
 * not move the timer: when it comes to a round that is too young, it starts
 * over with the whole time. Everywhere else each partial has its own timer.
 */
export class Silence {
  readonly plan: PositionPlan;
  readonly waiting: MatchIndex;
  readonly #due = new Map<Partial, number>();
  readonly #timer: Timer | undefined;
  readonly #now: () => number;
  readonly #shared: boolean;
  /** Shared timer: what it was last set to; earlier settings are void. */
  #set = -Infinity;
  /** False when a due time was added that is before an older one's. */
  #ascending = true;
  #latest = -Infinity;

  /** `fire`: the time that a timer was set to has come. */
  constructor(plan: PositionPlan, env: Env, shared: boolean, fire: (due: number) => void) {
    this.plan = plan;
    this.waiting = new MatchIndex(plan.key);
    this.#shared = shared;
    this.#now = () => env.now();
    this.#timer = plan.silence === undefined ? undefined : env.timer(fire);
  }
  /** `from`: when the silence began. `own`: a shared timer is set, too. */
  add(partial: Partial, from: number, own = true): void {
    this.waiting.add(partial);
    if (this.plan.silence === undefined || !this.#timer) return;
    const due = from + this.plan.silence;
    this.#note(partial, due);
    if (!this.#shared || own) this.#arm(due);
  }
  #note(partial: Partial, due: number): void {
    if (this.#due.size === 0) this.#reset();
    this.#due.delete(partial);
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
    this.#timer?.at(due);
  }
  /** X came at `ts`: the silence begins again. */
  restart(partial: Partial, ts: number): void {
    this.add(partial, ts);
  }
  /** Until when X must stay away from it. A shared timer tells that when it comes. */
  due(partial: Partial): number {
    return this.#shared ? Infinity : (this.#due.get(partial) ?? Infinity);
  }
  /** A timer's turn: those whose silence has lasted, by due time. None when the timer was set anew since. */
  over(due: number): {partial: Partial; due: number}[] {
    if (this.#shared && due < this.#set) return [];
    const over: {partial: Partial; due: number}[] = [];
    for (const [partial, its] of this.#due) {
      if (its <= due) over.push({partial, due: this.#shared ? due : its});
      else if (this.#ascending) break;
    }
    if (!this.#ascending) over.sort((a, b) => a.due - b.due);
    return over;
  }
  /** After a turn of the shared timer, with what it released gone. */
  rearm(due: number): void {
    if (this.#shared && due >= this.#set && this.plan.silence !== undefined) this.#arm(this.#now() + this.plan.silence);
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
  get set(): number {
    return this.#set;
  }
  /** Replaces everything; the timer restores itself. */
  load(entries: readonly (readonly [Partial, number])[], set: number): void {
    this.waiting.clear();
    this.#due.clear();
    this.#reset();
    for (const [partial, due] of entries) {
      this.waiting.add(partial);
      if (this.plan.silence !== undefined) this.#note(partial, due);
    }
    this.#set = set;
  }
}

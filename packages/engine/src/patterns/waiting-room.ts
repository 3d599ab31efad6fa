import {byTime, type Partial} from './partial.ts';
import {MatchIndex} from './match-index.ts';
import type {PositionPlan} from './state-plan.ts';

/**
 * The partials at a position that takes events. `fresh` ones came since the
 * position last saw an event of its stream, so that one event never fills two
 * elements of a chain; `pending` ones may match now.
 */
export class WaitingRoom {
  readonly plan: PositionPlan;
  fresh: Set<Partial> = new Set();
  readonly pending: MatchIndex;
  readonly #strict: boolean;

  constructor(plan: PositionPlan, strict: boolean) {
    this.plan = plan;
    this.pending = new MatchIndex(plan.key);
    this.#strict = strict;
  }
  /** A position of a sequence has one new partial at most: the first. */
  add(partial: Partial): void {
    if (!this.#strict || this.fresh.size === 0) this.fresh.add(partial);
  }
  /** The stream has an event: what is fresh joins the pending ones, oldest first. */
  refresh(): void {
    if (this.fresh.size === 0) return;
    const emptied = this.fresh.size === 1 ? this.pending.exchange(this.fresh) : null;
    if (emptied) {
      this.fresh = emptied;
      return;
    }
    const fresh = this.fresh.size === 1 ? this.fresh : Array.from(this.fresh).sort(byTime);
    for (const partial of fresh) this.pending.add(partial);
    // Not cleared: V8 gives an old set its new table among the old objects, which only full collections take.
    this.fresh = new Set();
  }
  has(partial: Partial): boolean {
    return (this.fresh.size > 0 && this.fresh.has(partial)) || this.pending.has(partial);
  }
  delete(partial: Partial): boolean {
    // Most rooms are empty: what is not there need not be hashed.
    const wasFresh = this.fresh.size > 0 && this.fresh.delete(partial);
    return this.pending.delete(partial) || wasFresh;
  }
  load(fresh: readonly Partial[], pending: readonly Partial[]): void {
    this.fresh.clear();
    this.pending.clear(pending.length);
    for (const partial of fresh) this.fresh.add(partial);
    for (const partial of pending) this.pending.add(partial);
  }
  get isEmpty(): boolean {
    return this.fresh.size === 0 && this.pending.all.size === 0;
  }
}

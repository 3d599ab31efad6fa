import type {Plain} from '@tandem/wire';
import type {Env} from '../core/env.ts';
import type {Timer} from '../core/timer.ts';
import type {Stateful} from '../core/state.ts';
import type {Buckets} from './buckets.ts';
import type {Retention} from './retention.ts';

/**
 * Drops buckets that started longer ago than they are kept, by the engine's
 * clock. The timer waits only while there is something to drop: it is set one
 * interval after the oldest bucket's time is up, so that all that grows old
 * meanwhile goes in one turn. State: when the timer is due.
 */
export class Purge implements Stateful {
  readonly #now: () => number;
  readonly #timer: Timer;
  readonly #interval: number;
  readonly #kept: readonly {buckets: Buckets; keep: number}[];
  #due = Infinity;

  constructor({interval, keep}: Retention, buckets: readonly Buckets[], env: Env) {
    this.#now = () => env.now();
    this.#timer = env.timer(() => this.#run());
    this.#interval = interval;
    this.#kept = buckets.flatMap((b) => {
      const ms = keep.get(b.duration) ?? Infinity;
      return ms === Infinity ? [] : [{buckets: b, keep: ms}];
    });
    for (const kept of this.#kept) kept.buckets.onOpen((start) => this.#await(start + kept.keep));
  }
  save(): Plain {
    return this.#due;
  }
  load(state: Plain): void {
    this.#due = state as number;
  }
  /** `old`: when some bucket's time is up. */
  #await(old: number): void {
    const due = Math.max(this.#now(), old) + this.#interval;
    if (due >= this.#due) return;
    this.#due = due;
    this.#timer.clear();
    this.#timer.at(due);
  }
  #run(): void {
    this.#due = Infinity;
    const now = this.#now();
    for (const {buckets, keep} of this.#kept) buckets.dropBefore(now - keep);
    for (const {buckets, keep} of this.#kept) if (buckets.oldest !== undefined) this.#await(buckets.oldest + keep);
  }
}

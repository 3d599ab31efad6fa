import {must} from '@tandem/base';
import type {Plain} from '@tandem/wire';
import type {Row} from '../api.ts';
import type {Env} from '../core/env.ts';
import type {Timer} from '../core/timer.ts';
import type {Stateful} from '../core/state.ts';
import type {Buckets} from './buckets.ts';
import type {DurationTable} from './duration-table.ts';
import {bucketAt} from './durations.ts';
import {Unwritten} from './unwritten.ts';

/** One duration, and where its rows go. */
export type WrittenDuration = {
  buckets: Buckets;
  table: DurationTable;
  put: (rows: readonly Row[]) => void;
  remove: (rows: readonly Row[]) => void;
};

/**
 * Writes buckets elsewhere once they have ended by the engine's clock, and again when a late event has changed them: at the end of
 * that second, so that many late events are one write. The timer waits only while there is something to write. State: what is not
 * written, and when the timer is due.
 */
export class BucketWriter implements Stateful {
  readonly #now: () => number;
  readonly #timer: Timer;
  readonly #durations: readonly (WrittenDuration & {unwritten: Unwritten})[];
  #due = Infinity;

  /** `width`: how many attributes a group has. */
  constructor(durations: readonly WrittenDuration[], width: number, env: Env) {
    this.#now = () => env.now();
    this.#timer = env.timer(() => this.#run());
    this.#durations = durations.map((duration) => {
      const {buckets, table, remove} = duration;
      const unwritten = new Unwritten(buckets, table, width, {awaits: (end) => this.#await(end), removed: remove});
      buckets.stored = unwritten;
      return {...duration, unwritten};
    });
  }
  save(): Plain {
    return [this.#due, ...this.#durations.map(({unwritten}) => unwritten.save())];
  }
  load(state: Plain): void {
    const [due, ...durations] = state as [number, ...Plain[]];
    for (const [i, {unwritten}] of this.#durations.entries())
      unwritten.load(must(durations[i] ?? null, 'as many durations as were saved'));
    this.#due = due;
    // The timer is there already; but where the text has switched purging on or off, with the times of another.
    const [times] = this.#timer.save() as [number[]?];
    if ((times?.[0] ?? Infinity) !== due) this.#set(due);
  }
  #await(end: number): void {
    const due = Math.max(end, bucketAt('seconds', this.#now()).end);
    if (due < this.#due) this.#set(due);
  }
  #set(due: number): void {
    this.#due = due;
    this.#timer.clear();
    if (due !== Infinity) this.#timer.at(due);
  }
  #run(): void {
    this.#due = Infinity;
    const now = this.#now();
    for (const {buckets, unwritten, put} of this.#durations) {
      put(unwritten.take(now));
      buckets.tellAgain();
    }
    for (const {unwritten} of this.#durations) for (const end of unwritten.ends()) this.#await(end);
  }
}

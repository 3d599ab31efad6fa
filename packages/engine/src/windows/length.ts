import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import type {Env} from '../core/env.ts';
import {counting, type Entrances, type Stage} from '../core/stage.ts';
import type {Cut, Steps} from '../core/cut.ts';
import {Arguments} from './arguments.ts';
import {eachArrival} from './arrivals.ts';
import {type Arrivals, ChunkedWindow} from './chunked-window.ts';
import {emit} from './emit.ts';
import {Held} from './held.ts';
import type {Window, WindowHost, WindowType} from './window.ts';

/**
 * `#window.length(n)`: holds the newest `n` events. When full, the oldest
 * leaves before the new one is passed on, stamped with the clock.
 */
class LengthWindow implements Window {
  readonly #n: number;
  readonly #env: Env;
  readonly #next: Stage;
  readonly #expired: boolean;
  /** Where the next stage keeps something beside what is held, or searches by its key: the two as one. */
  #counted: Entrances | null;
  readonly #held: Held;
  byKey?: Held;
  newest?: NonNullable<Window['newest']>;

  constructor(n: number, {env, next, expiredNeeded, key}: WindowHost) {
    this.#n = n;
    this.#env = env;
    this.#next = next;
    this.#expired = expiredNeeded;
    const counts = expiredNeeded && key === undefined ? counting(next) : null;
    const held = new Held(key, counts, 0, env.keyed);
    this.#held = held;
    if (key !== undefined) this.byKey = held;
    if (key?.lines.isShared && !expiredNeeded)
      this.newest = {
        n,
        enterBy: (entrances) => void (this.#counted = entrances),
      };
    this.#counted = counts?.newest(held, n, env.now) ?? null;
  }
  one(ts: number, row: Row): void {
    if (this.#counted !== null) return this.#counted.one(ts, row);
    const held = this.#held;
    const oldest = held.length < this.#n ? null : held.shift();
    held.push(ts, row);
    if (oldest !== null && this.#expired) this.#next.pair(this.#env.now(), oldest, ts, row);
    else this.#next.one(ts, row);
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  chunk(chunk: Chunk): void {
    if (this.#counted !== null && chunk.plain) return this.#counted.currents(chunk);
    const out = new Chunk();
    const now = this.#env.now();
    eachArrival(chunk, (ts, row) => {
      if (this.#held.length >= this.#n) {
        const oldest = this.#held.shift();
        if (this.#expired) out.push(now, EXPIRED, oldest);
      }
      this.#held.push(ts, row);
      out.push(ts, CURRENT, row);
    });
    emit(this.#next, out);
  }
  each(visit: (ts: number, row: Row) => void): void {
    this.#held.each(visit);
  }
  save(): Plain {
    return this.#held.save();
  }
  cut(): Cut {
    return this.#held.cut();
  }
  loadSteps(from: ValueReader): Steps {
    return this.#held.loadSteps(from);
  }
  load(state: Plain): void {
    this.#held.load(state);
  }
}

/** `length(0)`: each event leaves as it comes, so that an aggregate is the event's own. */
const passing: Arrivals = {
  arrive: (ts, row, out) => {
    out.push(ts, CURRENT, row);
    out.push(ts, EXPIRED, row);
    out.reset(ts);
  },
  each: () => {},
  save: () => null,
  load: () => {},
};

export const length: WindowType = {
  name: 'length',
  plan: (list, call) => {
    const args = new Arguments(list, call);
    args.count(1, 1, 'length(<int>)');
    const n = args.int(0, 'the length');
    return {
      batch: false,
      findable: true,
      create: (host) => (n === 0 ? new ChunkedWindow(passing, host.next) : new LengthWindow(n, host)),
    };
  },
};

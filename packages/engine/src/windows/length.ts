import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import type {Env} from '../core/env.ts';
import {type Counting, counting, type Stage} from '../core/stage.ts';
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
  /** The next stage, where it keeps something beside what is held. */
  readonly #counting: Counting | null;
  readonly #held: Held;
  byKey?: Held;

  constructor(n: number, {env, next, expiredNeeded, key}: WindowHost) {
    this.#n = n;
    this.#env = env;
    this.#next = next;
    this.#expired = expiredNeeded;
    this.#counting = expiredNeeded ? counting(next) : null;
    const held = new Held(key, this.#counting);
    this.#held = held;
    if (key !== undefined) this.byKey = held;
  }
  one(ts: number, row: Row): void {
    const held = this.#held;
    const next = this.#counting;
    if (held.length < this.#n) {
      const slot = held.push(ts, row);
      if (next !== null) next.enter(ts, row, held, slot);
      else this.#next.one(ts, row);
      return;
    }
    const from = held.oldest;
    const oldest = held.shift();
    const to = held.push(ts, row);
    if (next !== null) next.swap(this.#env.now(), oldest, held, from, ts, row, to);
    else if (this.#expired) this.#next.pair(this.#env.now(), oldest, ts, row);
    else this.#next.one(ts, row);
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  chunk(chunk: Chunk): void {
    if (this.#counting !== null && chunk.plain) return this.#count(chunk, this.#counting);
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
  /** As `chunk`, event by event, without the chunk in between. */
  #count({length, ts, rows}: Chunk, next: Counting): void {
    const held = this.#held;
    const now = this.#env.now();
    let at = 0;
    next.open();
    try {
      while (at < length) {
        const [t, row] = [ts[at]!, rows[at++]!];
        if (held.length < this.#n) {
          next.add(t, row, held, held.push(t, row));
        } else {
          const from = held.oldest;
          const oldest = held.shift();
          const to = held.push(t, row);
          next.drop(now, oldest, held, from);
          next.add(t, row, held, to);
        }
      }
    } catch (error) {
      // What fails behind the window keeps no event out of it.
      for (; at < length; at++) {
        if (held.length >= this.#n) held.shift();
        held.push(ts[at]!, rows[at]!);
      }
      throw error;
    }
    next.close();
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

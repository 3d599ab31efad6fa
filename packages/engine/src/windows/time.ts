import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import {type Cut, readRecord, recordCut, type Steps} from '../core/cut.ts';
import type {Env} from '../core/env.ts';
import type {Timer} from '../core/timer.ts';
import type {Stage} from '../core/stage.ts';
import {Arguments} from './arguments.ts';
import {eachArrival} from './arrivals.ts';
import {emit} from './emit.ts';
import {Held} from './held.ts';
import type {Window, WindowHost, WindowType} from './window.ts';

/**
 * `#window.time(t)`: holds events until the clock reaches their timestamp + t.
 * Only the oldest is looked at: an event with an older timestamp behind it
 * waits for it. Expired events are stamped with the clock.
 *
 * One due time waits at a time, that of the event which was the oldest when it
 * was set; so the timer's queue stays short however many events are held.
 */
class TimeWindow implements Window {
  readonly #t: number;
  readonly #env: Env;
  readonly #next: Stage;
  readonly #expired: boolean;
  readonly #held: Held;
  byKey?: Held;
  readonly #timer: Timer;
  #armed = false;

  constructor(t: number, {env, next, expiredNeeded, key}: WindowHost) {
    this.#t = t;
    this.#env = env;
    this.#next = next;
    this.#expired = expiredNeeded;
    const held = new Held(key, null, 0, env.keyed);
    this.#held = held;
    if (key !== undefined) this.byKey = held;
    this.#timer = env.timer(() => this.#tick());
  }
  one(ts: number, row: Row): void {
    const held = this.#held;
    const now = this.#env.now();
    const due = this.#due(now);
    if (due > 1) {
      this.chunk(Chunk.one(ts, row));
      return;
    }
    const oldest = due === 1 ? held.shift() : undefined;
    held.push(ts, row);
    this.#arm();
    if (oldest && this.#expired) this.#next.pair(now, oldest, ts, row);
    else this.#next.one(ts, row);
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  chunk(chunk: Chunk): void {
    const out = new Chunk();
    const now = this.#env.now();
    eachArrival(chunk, (ts, row) => {
      this.#expire(now, out);
      this.#held.push(ts, row);
      this.#arm();
      out.push(ts, CURRENT, row);
    });
    emit(this.#next, out);
  }
  each(visit: (ts: number, row: Row) => void): void {
    this.#held.each(visit);
  }
  save(): Plain {
    return {held: this.#held.save(), armed: this.#armed};
  }
  cut(): Cut {
    return recordCut({held: {cut: this.#held.cut()}, armed: this.#armed});
  }
  loadSteps(from: ValueReader): Steps {
    return readRecord(from, {
      held: () => this.#held.loadSteps(from),
      armed: () => void (this.#armed = from.value() as boolean),
    });
  }
  load(state: Plain): void {
    const {held, armed} = state as {held: Plain; armed: boolean};
    this.#held.load(held);
    this.#armed = armed;
  }
  #tick(): void {
    this.#armed = false;
    const out = new Chunk();
    this.#expire(this.#env.now(), out);
    if (this.#held.length > 0) this.#arm();
    emit(this.#next, out);
  }
  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#timer.at(this.#held.timestamp(0) + this.#t);
  }
  /** How many of the oldest are due; stops counting at 2. */
  #due(now: number): number {
    const held = this.#held;
    if (held.length === 0 || held.timestamp(0) + this.#t > now) return 0;
    return held.length > 1 && held.timestamp(1) + this.#t <= now ? 2 : 1;
  }
  #expire(now: number, out: Chunk): void {
    const held = this.#held;
    while (held.length > 0 && held.timestamp(0) + this.#t <= now) {
      const oldest = held.shift();
      if (this.#expired) out.push(now, EXPIRED, oldest);
    }
  }
}

export const time: WindowType = {
  name: 'time',
  plan: (list, call) => {
    const args = new Arguments(list, call);
    args.count(1, 1, 'time(<time>)');
    const t = args.time(0, 'the time');
    return {batch: false, findable: true, create: (host) => new TimeWindow(t, host)};
  },
};

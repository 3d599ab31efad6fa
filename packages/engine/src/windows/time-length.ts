import type {Plain} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import type {Timer} from '../core/scheduler.ts';
import {Arguments} from './arguments.ts';
import {type Arrivals, ChunkedWindow} from './chunked-window.ts';
import {emit} from './emit.ts';
import {Held} from './held.ts';
import type {WindowHost, WindowType} from './window.ts';

/**
 * `#window.timeLength(t, n)`: events leave when the clock reaches their
 * timestamp + t, or, oldest first, when there would be more than n. With n = 0
 * nothing is held and nothing expires.
 */
class TimeLength implements Arrivals {
  readonly #t: number;
  readonly #n: number;
  readonly #host: WindowHost;
  readonly #held = new Held();
  readonly #timer: Timer;
  #armed = false;

  constructor(t: number, n: number, host: WindowHost) {
    this.#t = t;
    this.#n = n;
    this.#host = host;
    this.#timer = host.env.timer(() => this.#tick());
  }
  arrive(ts: number, row: Row, out: Chunk): void {
    const now = this.#host.env.now();
    this.#expire(now, out);
    if (this.#n > 0) {
      if (this.#held.length === this.#n) out.push(now, EXPIRED, this.#held.shift());
      this.#held.push(ts, row);
      this.#arm();
    }
    out.push(ts, CURRENT, row);
  }
  each(visit: (ts: number, row: Row) => void): void {
    this.#held.each(visit);
  }
  save(): Plain {
    return {held: this.#held.save(), armed: this.#armed};
  }
  load(state: Plain): void {
    const {held, armed} = state as {held: Plain; armed: boolean};
    this.#held.load(held);
    this.#armed = armed;
  }
  #tick(): void {
    this.#armed = false;
    const out = new Chunk();
    this.#expire(this.#host.env.now(), out);
    if (this.#held.length > 0) this.#arm();
    emit(this.#host.next, out);
  }
  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#timer.at(this.#held.timestamp(0) + this.#t);
  }
  #expire(now: number, out: Chunk): void {
    const held = this.#held;
    while (held.length > 0 && held.timestamp(0) + this.#t <= now) out.push(now, EXPIRED, held.shift());
  }
}

export const timeLength: WindowType = {
  name: 'timeLength',
  plan: (list, call) => {
    const args = new Arguments(list, call);
    args.count(2, 2, 'timeLength(<time>, <int>)');
    const t = args.time(0, 'the time');
    const n = args.int(1, 'the length');
    const create = (host: WindowHost): ChunkedWindow => new ChunkedWindow(new TimeLength(t, n, host), host.next);
    return {batch: false, findable: true, create};
  },
};

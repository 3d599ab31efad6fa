import type {Plain} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk, CURRENT} from '../core/chunk.ts';
import type {Timer} from '../core/scheduler.ts';
import {Arguments} from './arguments.ts';
import {type Arrivals, ChunkedWindow} from './chunked-window.ts';
import {emit} from './emit.ts';
import {Held} from './held.ts';
import type {WindowHost, WindowType} from './window.ts';

/**
 * `#window.delay(t)`: passes events on, in order of arrival, when the clock
 * reaches their timestamp + t, stamped with the clock. Nothing ever expires.
 */
class Delay implements Arrivals {
  readonly #t: number;
  readonly #host: WindowHost;
  readonly #held = new Held();
  readonly #timer: Timer;
  #armed = false;

  constructor(t: number, host: WindowHost) {
    this.#t = t;
    this.#host = host;
    this.#timer = host.env.timer(() => this.#tick());
  }
  arrive(ts: number, row: Row, out: Chunk): void {
    this.#release(this.#host.env.now(), out);
    this.#held.push(ts, row);
    this.#arm();
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
    this.#release(this.#host.env.now(), out);
    if (this.#held.length > 0) this.#arm();
    emit(this.#host.next, out);
  }
  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#timer.at(this.#held.timestamp(0) + this.#t);
  }
  #release(now: number, out: Chunk): void {
    const held = this.#held;
    while (held.length > 0 && held.timestamp(0) + this.#t <= now) out.push(now, CURRENT, held.shift());
  }
}

export const delay: WindowType = {
  name: 'delay',
  plan: (list, call) => {
    const args = new Arguments(list, call);
    args.count(1, 1, 'delay(<time>)');
    const t = args.time(0, 'the delay');
    const create = (host: WindowHost): ChunkedWindow => new ChunkedWindow(new Delay(t, host), host.next);
    return {batch: false, findable: true, create};
  },
};

import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {type Chunk, CURRENT} from '../core/chunk.ts';
import type {Cut, Steps} from '../core/cut.ts';
import {Arguments} from './arguments.ts';
import {type Arrivals, ChunkedWindow} from './chunked-window.ts';
import {HeldFor} from './held-for.ts';
import type {WindowHost, WindowType} from './window.ts';

/**
 * `#window.delay(t)`: passes events on, in order of arrival, when the clock
 * reaches their timestamp + t, stamped with the clock. Nothing ever expires.
 */
class Delay implements Arrivals {
  readonly #host: WindowHost;
  readonly #waiting: HeldFor;

  constructor(t: number, host: WindowHost) {
    this.#host = host;
    this.#waiting = new HeldFor(t, CURRENT, host);
  }
  arrive(ts: number, row: Row, out: Chunk): void {
    this.#waiting.release(this.#host.env.now(), out);
    this.#waiting.push(ts, row);
  }
  each(visit: (ts: number, row: Row) => void): void {
    this.#waiting.held.each(visit);
  }
  save(): Plain {
    return this.#waiting.save();
  }
  cut(): Cut {
    return this.#waiting.cut();
  }
  loadSteps(from: ValueReader): Steps {
    return this.#waiting.loadSteps(from);
  }
  load(state: Plain): void {
    this.#waiting.load(state);
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

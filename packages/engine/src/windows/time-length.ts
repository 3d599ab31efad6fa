import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {type Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import type {Cut, Steps} from '../core/cut.ts';
import {Arguments} from './arguments.ts';
import {type Arrivals, ChunkedWindow} from './chunked-window.ts';
import {HeldFor} from './held-for.ts';
import type {WindowHost, WindowType} from './window.ts';

/**
 * `#window.timeLength(t, n)`: events leave when the clock reaches their
 * timestamp + t, or, oldest first, when there would be more than n. With n = 0
 * nothing is held and nothing expires.
 */
class TimeLength implements Arrivals {
  readonly #n: number;
  readonly #host: WindowHost;
  readonly #recent: HeldFor;

  constructor(t: number, n: number, host: WindowHost) {
    this.#n = n;
    this.#host = host;
    this.#recent = new HeldFor(t, EXPIRED, host);
  }
  arrive(ts: number, row: Row, out: Chunk): void {
    const now = this.#host.env.now();
    this.#recent.release(now, out);
    if (this.#n > 0) {
      const {held} = this.#recent;
      if (held.length === this.#n) out.push(now, EXPIRED, held.shift());
      this.#recent.push(ts, row);
    }
    out.push(ts, CURRENT, row);
  }
  each(visit: (ts: number, row: Row) => void): void {
    this.#recent.held.each(visit);
  }
  save(): Plain {
    return this.#recent.save();
  }
  cut(): Cut {
    return this.#recent.cut();
  }
  loadSteps(from: ValueReader): Steps {
    return this.#recent.loadSteps(from);
  }
  load(state: Plain): void {
    this.#recent.load(state);
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

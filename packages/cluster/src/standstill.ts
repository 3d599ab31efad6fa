import type {Clock} from '@tandem/base';
import type {Timings} from './api.ts';
import type {WallClock} from './ports.ts';

/**
 * Notices that the monotonic clock stood still while wall time went on: a
 * machine that was suspended. Each look compares with the least difference of
 * the two clocks during the last lease, so that several short standstills
 * within one lease add up.
 */
export class Standstill {
  readonly #clock: Clock;
  readonly #wall: WallClock;
  readonly #margin: number;
  readonly #span: number;
  #offsets: {at: number; offset: number}[] = [];

  constructor(clock: Clock, wall: WallClock, t: Timings) {
    this.#clock = clock;
    this.#wall = wall;
    this.#margin = t.margin;
    this.#span = Math.max(t.lease, t.promise);
  }
  /** True when wall time ran ahead by more than the margin since an earlier look. A step of the wall clock looks the same. */
  noticed(): boolean {
    const at = this.#clock.now();
    const offset = this.#wall() - at;
    const ahead = this.#offsets.some((o) => offset - o.offset > this.#margin);
    const newest = this.#offsets.at(-1);
    if (ahead) this.#offsets = [];
    if (ahead || !newest || at - newest.at >= this.#margin / 2) {
      this.#offsets = [...this.#offsets.filter((o) => at - o.at <= this.#span), {at, offset}];
    }
    return ahead;
  }
}

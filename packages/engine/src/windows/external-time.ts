import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import {counting, type Entrances, type Stage} from '../core/stage.ts';
import type {Cut, Steps} from '../core/cut.ts';
import {Arguments} from './arguments.ts';
import {eachArrival} from './arrivals.ts';
import {emit} from './emit.ts';
import {Held} from './held.ts';
import {timestampAt} from './timestamp-attribute.ts';
import type {Window, WindowHost, WindowType} from './window.ts';

/**
 * `#window.externalTime(attribute, t)`: as `time`, by a long attribute: an
 * arrival at time x lets the oldest leave while their time + t <= x, stamped x.
 * Nothing leaves without an arrival.
 */
class ExternalTimeWindow implements Window {
  readonly #attribute: number;
  readonly #t: number;
  readonly #next: Stage;
  readonly #expired: boolean;
  /** Where the next stage keeps something beside what is held: the two as one. */
  readonly #counted: Entrances | null;
  readonly #held: Held;
  byKey?: Held;

  constructor(attribute: number, t: number, {env, next, expiredNeeded, key}: WindowHost) {
    this.#attribute = attribute;
    this.#t = t;
    this.#next = next;
    this.#expired = expiredNeeded;
    const counts = expiredNeeded && key === undefined ? counting(next) : null;
    const held = new Held(key, counts, 1, env.keyed);
    this.#held = held;
    if (key !== undefined) this.byKey = held;
    this.#counted = counts?.recent(held, attribute, t, timestampAt) ?? null;
  }
  one(ts: number, row: Row): void {
    if (this.#counted !== null) return this.#counted.one(ts, row);
    const held = this.#held;
    const now = timestampAt(row, this.#attribute);
    const due = this.#due(now);
    if (due > 1) return this.chunk(Chunk.one(ts, row));
    const oldest = due === 1 ? held.shift() : null;
    held.numbers[(held.push(ts, row) + 1) * held.stride - 1] = now;
    if (oldest !== null && this.#expired) this.#next.pair(now, oldest, ts, row);
    else this.#next.one(ts, row);
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  chunk(chunk: Chunk): void {
    if (this.#counted !== null && chunk.plain && this.#areTimed(chunk)) return this.#counted.currents(chunk);
    const out = new Chunk();
    eachArrival(chunk, (ts, row) => {
      const now = timestampAt(row, this.#attribute);
      while (this.#due(now) > 0) {
        const oldest = this.#held.shift();
        if (this.#expired) out.push(now, EXPIRED, oldest);
      }
      this.#held.push(ts, row);
      out.push(ts, CURRENT, row);
    });
    emit(this.#next, out);
  }
  /** All have a timestamp: no event of the chunk fails here. */
  #areTimed({length, rows}: Chunk): boolean {
    for (let i = 0; i < length; i++) if (rows[i]![this.#attribute] === null) return false;
    return true;
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
  /** How many of the oldest are due; stops counting at 2. */
  #due(now: number): number {
    const {length} = this.#held;
    if (length === 0 || this.#timeOf(0) + this.#t > now) return 0;
    return length > 1 && this.#timeOf(1) + this.#t <= now ? 2 : 1;
  }
  /** Kept beside the event once it was asked for, so that the row need not be touched again. */
  #timeOf(index: number): number {
    const {numbers} = this.#held;
    const at = this.#held.own(index);
    const known = numbers[at]!;
    if (!Number.isNaN(known)) return known;
    return (numbers[at] = timestampAt(this.#held.row(index), this.#attribute));
  }
}

export const externalTime: WindowType = {
  name: 'externalTime',
  plan: (list, call) => {
    const args = new Arguments(list, call);
    args.count(2, 2, 'externalTime(<long attribute>, <time>)');
    const {index} = args.attribute(0, 'the timestamp', 'long');
    const t = args.time(1, 'the time');
    return {batch: false, findable: true, create: (host) => new ExternalTimeWindow(index, t, host)};
  },
};

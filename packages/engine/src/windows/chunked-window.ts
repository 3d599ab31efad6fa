import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk} from '../core/chunk.ts';
import type {Cut, Steps} from '../core/cut.ts';
import type {Stage} from '../core/stage.ts';
import {cutOf, loadSteps, type Stateful} from '../core/state.ts';
import {eachArrival} from './arrivals.ts';
import {emit} from './emit.ts';
import type {Window} from './window.ts';

/** What a window does with an arrival: it writes what leaves for it into `out`. */
export interface Arrivals extends Stateful {
  arrive(ts: number, row: Row, out: Chunk): void;
  each(visit: (ts: number, row: Row) => void): void;
}

/** A window that answers one chunk with one chunk: its events, with others put in between. */
export class ChunkedWindow<A extends Arrivals = Arrivals> implements Window {
  readonly #arrivals: A;
  readonly #next: Stage;

  constructor(arrivals: A, next: Stage) {
    this.#arrivals = arrivals;
    this.#next = next;
  }
  one(ts: number, row: Row): void {
    const out = new Chunk();
    this.#arrivals.arrive(ts, row, out);
    emit(this.#next, out);
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  chunk(chunk: Chunk): void {
    const out = new Chunk();
    eachArrival(chunk, (ts, row) => this.#arrivals.arrive(ts, row, out));
    emit(this.#next, out);
  }
  each(visit: (ts: number, row: Row) => void): void {
    this.#arrivals.each(visit);
  }
  save(): Plain {
    return this.#arrivals.save();
  }
  cut(): Cut {
    return cutOf(this.#arrivals);
  }
  loadSteps(from: ValueReader): Steps {
    return loadSteps(this.#arrivals, from);
  }
  load(state: Plain): void {
    this.#arrivals.load(state);
  }
}

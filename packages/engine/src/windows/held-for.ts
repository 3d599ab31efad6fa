import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk, type Kind} from '../core/chunk.ts';
import {type Cut, readRecord, recordCut, type Steps} from '../core/cut.ts';
import type {Timer} from '../core/timer.ts';
import type {Stateful} from '../core/state.ts';
import {emit} from './emit.ts';
import {Held} from './held.ts';
import type {WindowHost} from './window.ts';

/**
 * Events that leave `t` ms after their timestamps, as `kind`, stamped with the
 * clock. Only the oldest is looked at, and one timer waits for it at a time.
 */
export class HeldFor implements Stateful {
  readonly held: Held;
  readonly #t: number;
  readonly #kind: Kind;
  readonly #host: WindowHost;
  readonly #timer: Timer;
  #armed = false;

  constructor(t: number, kind: Kind, host: WindowHost) {
    this.#t = t;
    this.#kind = kind;
    this.#host = host;
    this.held = new Held(undefined, null, 0, host.env.keyed);
    this.#timer = host.env.timer(() => this.#tick());
  }
  push(ts: number, row: Row): void {
    this.held.push(ts, row);
    this.#arm();
  }
  /** Writes what is due at `now` into `out`. */
  release(now: number, out: Chunk): void {
    const {held} = this;
    while (held.length > 0 && held.timestamp(0) + this.#t <= now) out.push(now, this.#kind, held.shift());
  }
  save(): Plain {
    return {held: this.held.save(), armed: this.#armed};
  }
  cut(): Cut {
    return recordCut({held: {cut: this.held.cut()}, armed: this.#armed});
  }
  loadSteps(from: ValueReader): Steps {
    return readRecord(from, {
      held: () => this.held.loadSteps(from),
      armed: () => void (this.#armed = from.value() as boolean),
    });
  }
  load(state: Plain): void {
    const {held, armed} = state as {held: Plain; armed: boolean};
    this.held.load(held);
    this.#armed = armed;
  }
  #tick(): void {
    this.#armed = false;
    const out = new Chunk();
    this.release(this.#host.env.now(), out);
    if (this.held.length > 0) this.#arm();
    emit(this.#host.next, out);
  }
  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#timer.at(this.held.timestamp(0) + this.#t);
  }
}

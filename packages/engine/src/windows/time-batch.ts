import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import {type Cut, readRecord, recordCut, type Steps} from '../core/cut.ts';
import type {Env} from '../core/env.ts';
import type {Stage} from '../core/stage.ts';
import type {Timer} from '../core/timer.ts';
import {Arguments} from './arguments.ts';
import {eachArrival} from './arrivals.ts';
import {BatchBuffer} from './batch-buffer.ts';
import {emit} from './emit.ts';
import type {Window, WindowHost, WindowType} from './window.ts';

export type TimeBatchOptions = {
  /** Length of a batch, ms. */
  t: number;
  /** Batches end at times = start modulo t; else the first starts with the first event. */
  start: number | undefined;
  /** Events are passed on at once. */
  stream: boolean;
};

/**
 * `#window.timeBatch(t [, start] [, stream])`: batches of `t` ms by the clock,
 * in a phase that the first event sets. At each end, in one chunk: the batch
 * before as expired (where wanted), reset if events came, the batch. An end
 * without events still expires the batch before, once. With `stream`, events
 * are passed on at once and expire at the end of their own batch.
 *
 * While there is nothing to end, no due time waits; the phase stays.
 */
class TimeBatchWindow implements Window {
  readonly #options: TimeBatchOptions;
  readonly #env: Env;
  readonly #next: Stage;
  readonly #expired: boolean;
  readonly #keep: boolean;
  readonly #timer: Timer;
  readonly #pending = new BatchBuffer();
  #last = new BatchBuffer();
  /** The end of the running batch; undefined before the first event. */
  #end: number | undefined;
  #armed = false;

  constructor(options: TimeBatchOptions, {env, next, expiredWanted, findable}: WindowHost) {
    this.#options = options;
    this.#env = env;
    this.#next = next;
    this.#expired = expiredWanted;
    this.#keep = expiredWanted || findable;
    this.#timer = env.timer((due) => {
      if (due === this.#end) this.#endBatch();
    });
  }
  one(ts: number, row: Row): void {
    if (!this.#armed) this.#begin(this.#env.now());
    this.#pending.push(ts, row);
    if (this.#options.stream) this.#next.one(ts, row);
    this.#endIfDue();
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  chunk(chunk: Chunk): void {
    const out = new Chunk();
    if (!this.#armed) this.#begin(this.#env.now());
    eachArrival(chunk, (ts, row) => {
      this.#pending.push(ts, row);
      if (this.#options.stream) out.push(ts, CURRENT, row);
    });
    emit(this.#next, out);
    this.#endIfDue();
  }
  #endIfDue(): void {
    // In a jump of the clock, events from another operator's timer can come before the timer of this one: its batch ends with them.
    if (this.#end !== undefined && this.#end <= this.#env.now()) this.#endBatch();
  }
  each(visit: (ts: number, row: Row) => void): void {
    (this.#options.stream ? this.#pending : this.#last).each(visit);
  }
  save(): Plain {
    return {pending: this.#pending.save(), last: this.#last.save(), end: this.#end ?? null, armed: this.#armed};
  }
  cut(): Cut {
    return recordCut({
      pending: {cut: this.#pending.cut()},
      last: {cut: this.#last.cut()},
      end: this.#end ?? null,
      armed: this.#armed,
    });
  }
  load(state: Plain): void {
    const {pending, last, end, armed} = state as {pending: Plain; last: Plain; end: number | null; armed: boolean};
    this.#pending.load(pending);
    this.#last.load(last);
    this.#end = end ?? undefined;
    this.#armed = armed;
  }
  loadSteps(from: ValueReader): Steps {
    return readRecord(from, {
      pending: () => this.#pending.loadSteps(from),
      last: () => this.#last.loadSteps(from),
      end: () => void (this.#end = (from.value() as number | null) ?? undefined),
      armed: () => void (this.#armed = from.value() as boolean),
    });
  }
  /** Sees to it that a batch runs and its end is waited for. */
  #begin(now: number): void {
    const {t, start} = this.#options;
    if (this.#end === undefined) this.#end = start === undefined ? now + t : now + t - ((now - start) % t);
    else if (this.#end <= now) this.#end += t * (Math.floor((now - this.#end) / t) + 1);
    this.#armed = true;
    this.#timer.at(this.#end);
  }
  #endBatch(): void {
    const {stream} = this.#options;
    const out = new Chunk();
    const now = this.#env.now();
    const came = this.#pending.length > 0;
    const expired = stream ? this.#pending : this.#last;
    if (this.#expired) expired.into(out, EXPIRED, now);
    if (came) out.reset(now);
    if (!stream) this.#pending.into(out, CURRENT);
    if (!stream && this.#keep) this.#last = this.#pending.take();
    else this.#pending.clear();
    this.#end = (this.#end ?? now) + this.#options.t;
    this.#armed = this.#last.length > 0;
    if (this.#armed) this.#timer.at(this.#end);
    emit(this.#next, out);
  }
}

export const timeBatch: WindowType = {
  name: 'timeBatch',
  plan: (list, call) => {
    const args = new Arguments(list, call);
    args.count(1, 3, 'timeBatch(<time> [, <start time>] [, <bool>])');
    const t = args.time(0, 'the time');
    if (t === 0) throw args.refuse(0, `the time of window 'timeBatch' must be at least 1 ms`);
    const options: TimeBatchOptions = {t, start: undefined, stream: false};
    const streamAt = args.length === 2 && args.isConstant(1, 'bool') ? 1 : 2;
    if (args.length > 1 && streamAt === 2) {
      options.start = Number(args.constant(1, 'the start time', 'an int or long constant', 'int', 'long').value);
    }
    if (args.length > streamAt) options.stream = args.bool(streamAt, 'stream.current.event');
    return {batch: true, findable: true, create: (host) => new TimeBatchWindow(options, host)};
  },
};

import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import {type Cut, readRecord, recordCut, type Steps} from '../core/cut.ts';
import type {Timer} from '../core/timer.ts';
import {Arguments} from './arguments.ts';
import {eachArrival} from './arrivals.ts';
import {BatchBuffer} from './batch-buffer.ts';
import {type Cron, parseCron} from './cron.ts';
import type {Window, WindowHost, WindowType} from './window.ts';

/**
 * `#window.cron('…')`: holds events back until the next time of the cron
 * expression (UTC, by the engine's clock), then says in one chunk the batch
 * before as expired and the batch. A time without events says nothing, so no
 * due time waits for it. Cannot be searched.
 */
class CronWindow implements Window {
  readonly #cron: Cron;
  readonly #host: WindowHost;
  readonly #timer: Timer;
  readonly #pending = new BatchBuffer();
  #last = new BatchBuffer();

  constructor(cron: Cron, host: WindowHost) {
    this.#cron = cron;
    this.#host = host;
    this.#timer = host.env.timer(() => this.#tick());
  }
  one(ts: number, row: Row): void {
    if (this.#pending.length === 0) {
      const due = this.#cron.next(this.#host.env.now());
      if (due !== undefined) this.#timer.at(due);
    }
    this.#pending.push(ts, row);
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  chunk(chunk: Chunk): void {
    eachArrival(chunk, (ts, row) => this.one(ts, row));
  }
  each(): void {}
  save(): Plain {
    return {pending: this.#pending.save(), last: this.#last.save()};
  }
  cut(): Cut {
    return recordCut({pending: {cut: this.#pending.cut()}, last: {cut: this.#last.cut()}});
  }
  load(state: Plain): void {
    const {pending, last} = state as {pending: Plain; last: Plain};
    this.#pending.load(pending);
    this.#last.load(last);
  }
  loadSteps(from: ValueReader): Steps {
    return readRecord(from, {
      pending: () => this.#pending.loadSteps(from),
      last: () => this.#last.loadSteps(from),
    });
  }
  #tick(): void {
    const out = new Chunk();
    this.#last.into(out, EXPIRED, this.#host.env.now());
    this.#last = this.#pending.take();
    this.#last.into(out, CURRENT);
    this.#host.next.chunk(out);
  }
}

export const cron: WindowType = {
  name: 'cron',
  plan: (list, call) => {
    const args = new Arguments(list, call);
    args.count(1, 1, `cron('<cron expression>')`);
    const at = call.args === '*' ? call.at : call.args[0]?.at;
    const times = parseCron(args.text(0, 'the cron expression'), at);
    return {batch: true, findable: false, create: (host) => new CronWindow(times, host)};
  },
};

import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import {type Cut, readRecord, recordCut, type Steps} from '../core/cut.ts';
import type {Timer} from '../core/timer.ts';
import {Arguments} from './arguments.ts';
import {eachArrival} from './arrivals.ts';
import {BatchBuffer} from './batch-buffer.ts';
import {timestampAt} from './timestamp-attribute.ts';
import type {Window, WindowHost, WindowType} from './window.ts';

type Options = {
  /** Index of the long attribute that says when an event was. */
  attribute: number;
  /** Length of a batch, ms. */
  t: number;
  /** Where the first batch ends is counted from: an attribute of the first event, a constant base, or (undefined) the first event's time. */
  start: {kind: 'attribute'; index: number} | {kind: 'constant'; base: number} | undefined;
  /** Ms of the clock after which a batch is said although it has not ended; 0: never. */
  timeout: number;
  /** The attribute of held events is overwritten by the end of their batch. */
  replace: boolean;
};

/**
 * `#window.externalTimeBatch(attribute, t [, start [, timeout [, replace]]])`:
 * batches by a long attribute. The first event at or past the end of a batch
 * ends it, in one chunk: the batch before as expired (where wanted), reset, the
 * batch; and opens the batch that it lies in. Older events join the running batch.
 *
 * After a timeout the batch is said early and goes on: when more came, it is
 * said again as a whole, what was said before first as expired.
 */
class ExternalTimeBatchWindow implements Window {
  readonly #options: Options;
  readonly #host: WindowHost;
  readonly #keep: boolean;
  readonly #timer: Timer;
  readonly #pending = new BatchBuffer();
  readonly #last = new BatchBuffer();
  /** How many of the pending were said by a timeout already. */
  #said = 0;
  #end: number | undefined;
  /** The greatest time seen. */
  #seen = 0;
  /** The next timeout, or the last one when none waits. */
  #due = 0;
  #waiting = false;

  constructor(options: Options, host: WindowHost) {
    this.#options = options;
    this.#host = host;
    this.#keep = host.expiredWanted || host.findable;
    this.#timer = host.env.timer((due) => this.#timeout(due));
  }
  one(ts: number, row: Row): void {
    const time = timestampAt(row, this.#options.attribute);
    let ended: Chunk | undefined;
    this.#seen = Math.max(this.#seen, time);
    if (this.#end === undefined) {
      this.#end = this.#firstEnd(time, row);
      this.#restartTimeout();
    } else if (time >= this.#end) {
      ended = this.#flush();
      this.#pending.clear();
      this.#said = 0;
      this.#end += this.#options.t * (Math.floor((time - this.#end) / this.#options.t) + 1);
      this.#restartTimeout();
    } else this.#awaitTimeout();
    this.#pending.push(ts, this.#options.replace ? row.with(this.#options.attribute, this.#end) : row);
    if (ended) this.#host.next.chunk(ended);
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  chunk(chunk: Chunk): void {
    eachArrival(chunk, (ts, row) => this.one(ts, row));
  }
  each(visit: (ts: number, row: Row) => void): void {
    this.#last.each(visit);
  }
  save(): Plain {
    return {
      pending: this.#pending.save(),
      last: this.#last.save(),
      said: this.#said,
      end: this.#end ?? null,
      seen: this.#seen,
      due: this.#due,
      waiting: this.#waiting,
    };
  }
  cut(): Cut {
    return recordCut({
      pending: {cut: this.#pending.cut()},
      last: {cut: this.#last.cut()},
      said: this.#said,
      end: this.#end ?? null,
      seen: this.#seen,
      due: this.#due,
      waiting: this.#waiting,
    });
  }
  load(state: Plain): void {
    const saved = state as {
      pending: Plain;
      last: Plain;
      said: number;
      end: number | null;
      seen: number;
      due: number;
      waiting: boolean;
    };
    this.#pending.load(saved.pending);
    this.#last.load(saved.last);
    this.#said = saved.said;
    this.#end = saved.end ?? undefined;
    this.#seen = saved.seen;
    this.#due = saved.due;
    this.#waiting = saved.waiting;
  }
  loadSteps(from: ValueReader): Steps {
    return readRecord(from, {
      pending: () => this.#pending.loadSteps(from),
      last: () => this.#last.loadSteps(from),
      said: () => void (this.#said = from.value() as number),
      end: () => void (this.#end = (from.value() as number | null) ?? undefined),
      seen: () => void (this.#seen = from.value() as number),
      due: () => void (this.#due = from.value() as number),
      waiting: () => void (this.#waiting = from.value() as boolean),
    });
  }
  #firstEnd(time: number, row: Row): number {
    const {t, start} = this.#options;
    if (!start) return time + t;
    if (start.kind === 'constant') return time + t - ((time - start.base) % t);
    const end = timestampAt(row, start.index) + t;
    return end > time ? end : end + t * (Math.floor((time - end) / t) + 1);
  }
  /** The running batch, when there is news in it; it becomes the last one said. */
  #flush(): Chunk | undefined {
    if (this.#pending.length === this.#said) return undefined;
    const out = new Chunk();
    if (this.#host.expiredWanted) this.#last.into(out, EXPIRED, this.#seen);
    out.reset(this.#seen);
    this.#pending.into(out, CURRENT);
    this.#said = this.#pending.length;
    if (this.#keep) [this.#last.ts, this.#last.rows] = [[...this.#pending.ts], [...this.#pending.rows]];
    return out;
  }
  #timeout(due: number): void {
    if (!this.#waiting || due !== this.#due) return;
    this.#waiting = false;
    this.#due = this.#host.env.now();
    const out = this.#flush();
    if (out) this.#host.next.chunk(out);
  }
  /** Counts the timeout from now. */
  #restartTimeout(): void {
    if (this.#options.timeout === 0) return;
    this.#due = this.#host.env.now() + this.#options.timeout;
    this.#waiting = true;
    this.#timer.clear();
    this.#timer.at(this.#due);
  }
  /** Sees to it that a timeout is waited for; its phase goes on from the one before. */
  #awaitTimeout(): void {
    const {timeout} = this.#options;
    if (timeout === 0 || this.#waiting) return;
    const gone = this.#host.env.now() - this.#due;
    this.#due += timeout * (Math.floor(gone / timeout) + 1);
    this.#waiting = true;
    this.#timer.at(this.#due);
  }
}

export const externalTimeBatch: WindowType = {
  name: 'externalTimeBatch',
  plan: (list, call) => {
    const args = new Arguments(list, call);
    args.count(2, 5, 'externalTimeBatch(<long attribute>, <time> [, <start> [, <timeout> [, <bool>]]])');
    const {index} = args.attribute(0, 'the timestamp', 'long');
    const options: Options = {
      attribute: index,
      t: args.time(1, 'the time'),
      start: undefined,
      timeout: args.length > 3 ? args.time(3, 'the timeout') : 0,
      replace: args.length > 4 && args.bool(4, 'replace.with.batchtime'),
    };
    if (options.t === 0) throw args.refuse(1, `the time of window 'externalTimeBatch' must be at least 1 ms`);
    if (args.length > 2) {
      options.start =
        args.at(2)?.kind === 'attribute'
          ? {kind: 'attribute', index: args.attribute(2, 'the start time', 'long').index}
          : {kind: 'constant', base: args.time(2, 'the start time')};
    }
    return {batch: true, findable: true, create: (host) => new ExternalTimeBatchWindow(options, host)};
  },
};

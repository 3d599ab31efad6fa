import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {must} from '@tandem/base';
import {Chunk, CURRENT, EXPIRED, RESET} from '../core/chunk.ts';
import {type Cut, itemsPerStep, readRecord, recordCut, type Steps} from '../core/cut.ts';
import {tallying} from '../core/stage.ts';
import {Arguments} from './arguments.ts';
import {eachArrival} from './arrivals.ts';
import {BatchBuffer, batchCut} from './batch-buffer.ts';
import {CountedLengthBatch} from './counted-length-batch.ts';
import {emit} from './emit.ts';
import type {Window, WindowHost, WindowType} from './window.ts';

/**
 * `#window.lengthBatch(n)`: holds events back until there are `n`, then says in
 * one chunk: the batch before as expired (where wanted), reset, the batch.
 * A search finds the batch that went out last.
 */
class LengthBatchWindow implements Window {
  readonly #n: number;
  readonly #host: WindowHost;
  readonly #keep: boolean;
  readonly #pending = new BatchBuffer();
  #last = new BatchBuffer();

  constructor(n: number, host: WindowHost) {
    this.#n = n;
    this.#host = host;
    this.#keep = host.expiredWanted || host.findable;
  }
  one(ts: number, row: Row): void {
    const out = this.#take(ts, row);
    if (out) this.#host.next.chunk(out);
  }
  #take(ts: number, row: Row): Chunk | null {
    this.#pending.push(ts, row);
    if (this.#pending.length < this.#n) return null;
    const out = new Chunk();
    const now = this.#host.env.now();
    if (this.#host.expiredWanted) this.#last.into(out, EXPIRED, now);
    out.reset(now);
    const batch = this.#pending.take();
    batch.into(out, CURRENT);
    if (this.#keep) this.#last = batch;
    return out;
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  /** Takes all events before it says anything: an error downstream loses none that still wait. */
  chunk(chunk: Chunk): void {
    const outs: Chunk[] = [];
    eachArrival(chunk, (ts, row) => {
      const out = this.#take(ts, row);
      if (out) outs.push(out);
    });
    for (const out of outs) this.#host.next.chunk(out);
  }
  each(visit: (ts: number, row: Row) => void): void {
    this.#last.each(visit);
  }
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
}

/** As `LengthBatchWindow`, where nobody asks for a batch once it is out: events are collected into the chunk that leaves. */
class PassingLengthBatch implements Window {
  readonly #n: number;
  readonly #host: WindowHost;
  /** A reset, then the events that wait; beyond `#count` what is left of the batch before, to be written over. */
  #out: Chunk | null = null;
  #count = 0;
  /** One that has gone out, for a batch to come. */
  #spare: Chunk | null = null;
  /** The one that a cut goes on reading when it has gone out: it is not written over. */
  #read: Chunk | null = null;

  constructor(n: number, host: WindowHost) {
    this.#n = n;
    this.#host = host;
  }
  one(ts: number, row: Row): void {
    if (this.#add(ts, row)) this.#emit(this.#take());
  }
  #begin(): Chunk {
    const out = this.#spare ?? Chunk.one(0, null as unknown as Row, RESET);
    this.#spare = null;
    return (this.#out = out);
  }
  /** Whether the batch is complete. */
  #add(ts: number, row: Row): boolean {
    const out = this.#out ?? this.#begin();
    const at = ++this.#count;
    if (at < out.length) {
      out.ts[at] = ts;
      out.rows[at] = row;
    } else {
      out.push(ts, CURRENT, row);
    }
    return at === this.#n;
  }
  #take(): Chunk {
    const out = must(this.#out, 'a complete batch');
    this.#out = null;
    this.#count = 0;
    out.ts[0] = this.#host.env.now();
    return out;
  }
  /** A chunk is read during the call only: afterwards it is there for another batch. */
  #emit(out: Chunk): void {
    this.#host.next.chunk(out);
    if (out !== this.#read) this.#spare = out;
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  chunk(chunk: Chunk): void {
    const outs: Chunk[] = [];
    const {length, kinds, ts, rows} = chunk;
    for (let i = 0; i < length; i++) {
      if (chunk.plain) i = this.#copy(chunk, i);
      if (i < length && kinds[i] !== RESET && this.#add(ts[i]!, rows[i]!)) outs.push(this.#take());
    }
    for (const out of outs) this.#emit(out);
  }
  /** Adds events from `from` on, as far as the chunk was filled before and the batch is not complete; answers where it stopped. */
  #copy({length, ts, rows}: Chunk, from: number): number {
    const out = this.#out ?? this.#begin();
    const {ts: toTs, rows: toRows} = out;
    let at = this.#count + 1;
    let i = from;
    for (const end = Math.min(out.length, this.#n); i < length && at < end; at++, i++) {
      toTs[at] = ts[i]!;
      toRows[at] = rows[i]!;
    }
    this.#count = at - 1;
    return i;
  }
  each(): void {}
  save(): Plain {
    const none = new BatchBuffer().save();
    const [out, end] = [this.#out, this.#count + 1];
    const pending = out === null ? none : [out.ts.slice(1, end), out.rows.slice(1, end) as unknown as Plain];
    return {pending, last: none};
  }
  /** Events that wait are only added to. */
  cut(): Cut {
    const out = this.#out;
    this.#read = out;
    const pending = out === null ? batchCut([], [], 0, 0) : batchCut(out.ts, out.rows, 1, this.#count);
    const cut = recordCut({pending: {cut: pending}, last: new BatchBuffer().save()});
    return {
      write: (to) => cut.write(to),
      close: () => {
        if (this.#read === out) this.#read = null;
      },
    };
  }
  load(state: Plain): void {
    const pending = new BatchBuffer();
    pending.load((state as {pending: Plain}).pending);
    this.#out = null;
    this.#count = 0;
    pending.each((ts, row) => void this.#add(ts, row));
  }
  loadSteps(from: ValueReader): Steps {
    return readRecord(from, {pending: () => this.#fill(from)});
  }
  *#fill(from: ValueReader): Steps {
    const pending = new BatchBuffer();
    yield* pending.loadSteps(from);
    this.#out = null;
    this.#count = 0;
    for (let i = 0; i < pending.length; i++) {
      if (i % itemsPerStep === 0) yield;
      this.#add(pending.ts[i]!, pending.rows[i]!);
    }
  }
}

/**
 * `#window.lengthBatch(n, true)`: passes events on at once. The event after the
 * `n`-th of a batch ends it: the batch as expired (where wanted), reset, the event.
 */
class LengthBatchStream implements Window {
  readonly #n: number;
  readonly #host: WindowHost;
  readonly #keep: boolean;
  readonly #batch = new BatchBuffer();
  #count = 0;

  constructor(n: number, host: WindowHost) {
    this.#n = n;
    this.#host = host;
    this.#keep = host.expiredWanted || host.findable;
  }
  one(ts: number, row: Row): void {
    emit(this.#host.next, this.#take(ts, row));
  }
  #take(ts: number, row: Row): Chunk {
    const out = new Chunk();
    if (this.#count === this.#n) {
      const now = this.#host.env.now();
      if (this.#host.expiredWanted) this.#batch.into(out, EXPIRED, now);
      out.reset(now);
      this.#batch.clear();
      this.#count = 0;
    }
    this.#count++;
    if (this.#keep) this.#batch.push(ts, row);
    out.push(ts, CURRENT, row);
    return out;
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  chunk(chunk: Chunk): void {
    const outs: Chunk[] = [];
    eachArrival(chunk, (ts, row) => outs.push(this.#take(ts, row)));
    for (const out of outs) emit(this.#host.next, out);
  }
  each(visit: (ts: number, row: Row) => void): void {
    this.#batch.each(visit);
  }
  save(): Plain {
    return {batch: this.#batch.save(), count: this.#count};
  }
  cut(): Cut {
    return recordCut({batch: {cut: this.#batch.cut()}, count: this.#count});
  }
  load(state: Plain): void {
    const {batch, count} = state as {batch: Plain; count: number};
    this.#batch.load(batch);
    this.#count = count;
  }
  loadSteps(from: ValueReader): Steps {
    return readRecord(from, {
      batch: () => this.#batch.loadSteps(from),
      count: () => void (this.#count = from.value() as number),
    });
  }
}

/** `lengthBatch(0)`: each event is a batch that ends as it comes. */
class EmptyLengthBatch implements Window {
  readonly #host: WindowHost;

  constructor(host: WindowHost) {
    this.#host = host;
  }
  one(ts: number, row: Row): void {
    const out = new Chunk();
    out.push(ts, CURRENT, row);
    if (this.#host.expiredWanted) out.push(this.#host.env.now(), EXPIRED, row);
    out.reset(ts);
    this.#host.next.chunk(out);
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  chunk(chunk: Chunk): void {
    eachArrival(chunk, (ts, row) => this.one(ts, row));
  }
  each(): void {}
  save(): Plain {
    return null;
  }
  load(): void {}
}

export const lengthBatch: WindowType = {
  name: 'lengthBatch',
  plan: (list, call) => {
    const args = new Arguments(list, call);
    args.count(1, 2, 'lengthBatch(<int> [, <bool>])');
    const n = args.int(0, 'the length');
    const stream = args.length === 2 && args.bool(1, 'stream.current.event');
    return {
      batch: true,
      findable: true,
      create: (host) => {
        if (n === 0) return new EmptyLengthBatch(host);
        if (stream) return new LengthBatchStream(n, host);
        if (host.expiredWanted || host.findable) return new LengthBatchWindow(n, host);
        const counts = tallying(host.next);
        return counts ? new CountedLengthBatch(n, counts) : new PassingLengthBatch(n, host);
      },
    };
  },
};

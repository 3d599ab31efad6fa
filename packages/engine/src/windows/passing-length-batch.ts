import {must} from '@tandem/base';
import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, RESET} from '../core/chunk.ts';
import {type Cut, itemsPerStep, readRecord, recordCut, type Steps} from '../core/cut.ts';
import {BatchBuffer, batchCut} from './batch-buffer.ts';
import type {Window, WindowHost} from './window.ts';

/** `#window.lengthBatch(n)` where nobody asks for a batch once it is out: events are collected into the chunk that leaves. */
export class PassingLengthBatch implements Window {
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

import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {type Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import {type Cut, readPerStep, readRecord, recordCut, type Steps} from '../core/cut.ts';
import {RecordReader} from '../core/record-reader.ts';
import {VersionedEntries, type VersionedEntry} from '../core/versioned-entries.ts';
import {Arguments} from './arguments.ts';
import {type Arrivals, ChunkedWindow} from './chunked-window.ts';
import {inJavaOrder, type KeyPart} from './java-order.ts';
import {keyParts, rowKey} from './row-key.ts';
import type {WindowHost, WindowType} from './window.ts';

type Tracked = VersionedEntry<string> & {count: number; readonly delta: number; ts: number; row: Row};

const tracked = (key: string, count: number, delta: number, ts: number, row: Row): Tracked => ({
  key,
  count,
  delta,
  ts,
  row,
  born: 0,
  cut: 0,
  at: 0,
});
const saved = ({key, count, delta, ts, row}: Tracked): Plain => ({
  key,
  count,
  delta,
  ts,
  row: row as readonly unknown[] as Plain,
});

/** In the order in which they are saved. */
const names = ['key', 'count', 'delta', 'ts', 'row'];

/**
 * `#window.lossyFrequent(support [, error [, attribute, …]])`: lossy counting
 * in buckets of ceil(1 / error) events. An event passes when its key was seen
 * at least (support - error) · total times; at the end of a bucket the keys
 * that are too weak leave as expired, after the current event.
 */
class LossyFrequent implements Arrivals {
  readonly #threshold: number;
  readonly #width: number;
  readonly #key: readonly KeyPart[];
  readonly #host: WindowHost;
  readonly #tracked = new VersionedEntries<string, Tracked>(saved);
  #total = 0;
  #widest = 0;

  constructor(support: number, error: number, key: readonly KeyPart[], host: WindowHost) {
    this.#threshold = support - error;
    this.#width = Math.ceil(1 / error);
    this.#key = key;
    this.#host = host;
  }
  arrive(ts: number, row: Row, out: Chunk): void {
    const bucket = Math.ceil(++this.#total / this.#width);
    const key = rowKey(row, this.#key);
    const known = this.#tracked.get(key);
    if (known) {
      this.#tracked.touch(known);
      known.count++;
      known.ts = ts;
      known.row = row;
    } else this.#tracked.add(tracked(key, 1, bucket - 1, ts, row));
    this.#widest = Math.max(this.#widest, this.#tracked.size);
    if ((known?.count ?? 1) >= this.#threshold * this.#total) out.push(ts, CURRENT, row);
    if (this.#total % this.#width !== 0) return;
    const now = this.#host.env.now();
    for (const each of this.#ordered()) {
      if (each.count + each.delta > bucket) continue;
      this.#tracked.remove(each);
      out.push(now, EXPIRED, each.row);
    }
  }
  each(visit: (ts: number, row: Row) => void): void {
    for (const {ts, row} of this.#ordered()) visit(ts, row);
  }
  save(): Plain {
    return {total: this.#total, widest: this.#widest, tracked: Array.from(this.#tracked.values(), saved)};
  }
  cut(): Cut {
    return recordCut({total: this.#total, widest: this.#widest, tracked: {cut: this.#tracked.cutList()}});
  }
  load(state: Plain): void {
    const {total, widest, tracked: list} = state as unknown as {total: number; widest: number; tracked: Tracked[]};
    [this.#total, this.#widest] = [total, widest];
    this.#tracked.forget();
    for (const {key, count, delta, ts, row} of list) this.#tracked.add(tracked(key, count, delta, ts, row));
  }
  loadSteps(from: ValueReader): Steps {
    return readRecord(from, {
      total: () => void (this.#total = from.value() as number),
      widest: () => void (this.#widest = from.value() as number),
      tracked: () => this.#track(from),
    });
  }
  *#track(from: ValueReader): Steps {
    const count = from.array();
    const reader = new RecordReader(names);
    this.#tracked.forget(count);
    for (let left = count; left > 0; left--) {
      if (left % readPerStep === 0) yield;
      const read = reader.read(from) as readonly unknown[];
      const [key, row] = [read[0] as string, read[4] as Row];
      this.#tracked.add(tracked(key, read[1] as number, read[2] as number, read[3] as number, row));
    }
  }
  #ordered(): Tracked[] {
    return inJavaOrder(this.#tracked.values(), this.#key, this.#widest);
  }
}

export const lossyFrequent: WindowType = {
  name: 'lossyFrequent',
  plan: (list, call, input) => {
    const args = new Arguments(list, call);
    args.count(1, Number.MAX_SAFE_INTEGER, 'lossyFrequent(<double> [, <double> [, <attribute>, …]])');
    const share = (index: number, what: string): number => {
      const value = Number(args.constant(index, what, 'a double constant', 'double', 'float').value);
      if (value > 0 && value <= 1) return value;
      throw args.refuse(index, `${what} of window 'lossyFrequent' must lie between 0 and 1, but this is ${value}`);
    };
    const support = share(0, 'the support threshold');
    const error = args.length === 1 ? support / 10 : share(1, 'the error bound');
    const key = keyParts(args, 2, input);
    return {
      batch: false,
      findable: true,
      create: (host) => new ChunkedWindow(new LossyFrequent(support, error, key, host), host.next),
    };
  },
};

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

type Tracked = VersionedEntry<string> & {count: number; ts: number; row: Row};

const tracked = (key: string, count: number, ts: number, row: Row): Tracked => ({
  key,
  count,
  ts,
  row,
  born: 0,
  cut: 0,
  at: 0,
});
const saved = ({key, count, ts, row}: Tracked): Plain => ({key, count, ts, row: row as readonly unknown[] as Plain});

/** In the order in which they are saved. */
const names = ['key', 'count', 'ts', 'row'];

/**
 * `#window.frequent(n [, attribute, …])`: Misra-Gries counting of at most n
 * keys. Events of tracked keys pass and replace the event held for the key. A
 * new key that finds no room lowers all counts; keys at 0 leave as expired,
 * and only where that makes room is it tracked, else the event is dropped.
 */
class Frequent implements Arrivals {
  readonly #n: number;
  readonly #host: WindowHost;
  readonly #key: readonly KeyPart[];
  readonly #tracked = new VersionedEntries<string, Tracked>(saved);
  #widest = 0;

  constructor(n: number, key: readonly KeyPart[], host: WindowHost) {
    this.#n = n;
    this.#key = key;
    this.#host = host;
  }
  arrive(ts: number, row: Row, out: Chunk): void {
    const key = rowKey(row, this.#key);
    const known = this.#tracked.get(key);
    if (known) {
      this.#tracked.touch(known);
      known.count++;
      known.ts = ts;
      known.row = row;
      out.push(ts, CURRENT, row);
      return;
    }
    if (this.#tracked.size >= this.#n) this.#lower(out);
    if (this.#tracked.size >= this.#n) return;
    this.#tracked.add(tracked(key, 1, ts, row));
    this.#widest = Math.max(this.#widest, this.#tracked.size);
    out.push(ts, CURRENT, row);
  }
  each(visit: (ts: number, row: Row) => void): void {
    for (const {ts, row} of this.#ordered()) visit(ts, row);
  }
  save(): Plain {
    return {widest: this.#widest, tracked: Array.from(this.#tracked.values(), saved)};
  }
  cut(): Cut {
    return recordCut({widest: this.#widest, tracked: {cut: this.#tracked.cutList()}});
  }
  load(state: Plain): void {
    const {widest, tracked: list} = state as unknown as {widest: number; tracked: Tracked[]};
    this.#widest = widest;
    this.#tracked.forget();
    for (const {key, count, ts, row} of list) this.#tracked.add(tracked(key, count, ts, row));
  }
  loadSteps(from: ValueReader): Steps {
    return readRecord(from, {
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
      this.#tracked.add(tracked(read[0] as string, read[1] as number, read[2] as number, read[3] as Row));
    }
  }
  #lower(out: Chunk): void {
    const now = this.#host.env.now();
    for (const each of this.#ordered()) {
      if (each.count > 1) {
        this.#tracked.touch(each);
        each.count--;
        continue;
      }
      this.#tracked.remove(each);
      out.push(now, EXPIRED, each.row);
    }
  }
  #ordered(): Tracked[] {
    return inJavaOrder(this.#tracked.values(), this.#key, this.#widest);
  }
}

export const frequent: WindowType = {
  name: 'frequent',
  plan: (list, call, input) => {
    const args = new Arguments(list, call);
    args.count(1, Number.MAX_SAFE_INTEGER, 'frequent(<int> [, <attribute>, …])');
    const n = args.int(0, 'the number of events');
    const key = keyParts(args, 1, input);

    const create = (host: WindowHost): ChunkedWindow => new ChunkedWindow(new Frequent(n, key, host), host.next);
    return {batch: false, findable: true, create};
  },
};

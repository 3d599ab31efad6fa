import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {type Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import {type Cut, itemsPerStep, readRecord, recordCut, type Steps} from '../core/cut.ts';
import {RecordReader} from '../core/record-reader.ts';
import {VersionedMap} from '../core/versioned-map.ts';
import {Arguments} from './arguments.ts';
import {type Arrivals, ChunkedWindow} from './chunked-window.ts';
import {inJavaOrder, type KeyPart} from './java-order.ts';
import {keyParts, rowKey} from './row-key.ts';
import type {WindowHost, WindowType} from './window.ts';

type Tracked = {readonly key: string; readonly count: number; readonly ts: number; readonly row: Row};

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
  readonly #tracked = new VersionedMap<string, Tracked>();
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
      this.#tracked.set(key, {key, count: known.count + 1, ts, row});
      out.push(ts, CURRENT, row);
      return;
    }
    if (this.#tracked.size >= this.#n) this.#lower(out);
    if (this.#tracked.size >= this.#n) return;
    this.#tracked.set(key, {key, count: 1, ts, row});
    this.#widest = Math.max(this.#widest, this.#tracked.size);
    out.push(ts, CURRENT, row);
  }
  each(visit: (ts: number, row: Row) => void): void {
    for (const {ts, row} of this.#ordered()) visit(ts, row);
  }
  save(): Plain {
    return {widest: this.#widest, tracked: [...this.#tracked.values()]} as unknown as Plain;
  }
  cut(): Cut {
    return recordCut({widest: this.#widest, tracked: {cut: this.#tracked.cutValues()}});
  }
  load(state: Plain): void {
    const {widest, tracked} = state as unknown as {widest: number; tracked: Tracked[]};
    this.#widest = widest;
    this.#tracked.forget();
    for (const each of tracked) this.#tracked.add(each.key, each);
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
      if (left % itemsPerStep === 0) yield;
      const read = reader.read(from) as readonly unknown[];
      const key = read[0] as string;
      this.#tracked.add(key, {key, count: read[1] as number, ts: read[2] as number, row: read[3] as Row});
    }
  }
  #lower(out: Chunk): void {
    const now = this.#host.env.now();
    for (const tracked of this.#ordered()) {
      const count = tracked.count - 1;
      if (count > 0) {
        this.#tracked.set(tracked.key, {...tracked, count});
        continue;
      }
      this.#tracked.delete(tracked.key);
      out.push(now, EXPIRED, tracked.row);
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

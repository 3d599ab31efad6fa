import type {Plain, ValueReader} from '@tandem/wire';
import {must} from '@tandem/base';
import type {Row, Value} from '../api.ts';
import {type Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import {type Cut, listCut, readList, readRecord, recordCut, type Steps} from '../core/cut.ts';
import {floatOrder} from '../core/float-order.ts';
import {Arguments} from './arguments.ts';
import {type Arrivals, ChunkedWindow} from './chunked-window.ts';
import type {WindowHost, WindowType} from './window.ts';

type SortKey = {index: number; descending: boolean};
type Entry = readonly [ts: number, row: Row];

/**
 * `#window.sort(n, attribute [, 'asc'|'desc'], …)`: keeps the first n in the
 * given order. When there is one too many, the last of the order leaves, after
 * the current event; among equals that is the newest. Nulls come last.
 *
 * Up to n events lie in order of arrival; from the first that leaves they are sorted.
 */
class Sort implements Arrivals {
  readonly #n: number;
  readonly #keys: readonly SortKey[];
  readonly #host: WindowHost;
  #entries: Entry[] = [];
  #sorted = false;

  constructor(n: number, keys: readonly SortKey[], host: WindowHost) {
    this.#n = n;
    this.#keys = keys;
    this.#host = host;
  }
  arrive(ts: number, row: Row, out: Chunk): void {
    out.push(ts, CURRENT, row);
    const entry: Entry = [ts, row];
    if (this.#entries.length < this.#n) {
      this.#entries.push(entry);
      return;
    }
    if (!this.#sorted) this.#entries.sort(([, a], [, b]) => this.#compare(a, b));
    this.#sorted = true;
    this.#entries.splice(this.#place(row), 0, entry);
    const [, last] = must(this.#entries.pop(), 'one too many');
    out.push(this.#host.env.now(), EXPIRED, last);
  }
  each(visit: (ts: number, row: Row) => void): void {
    for (const [ts, row] of this.#entries) visit(ts, row);
  }
  save(): Plain {
    return {entries: [...this.#entries] as unknown as Plain, sorted: this.#sorted};
  }
  /** The list is copied, not what is in it: each arrival moves more than that. */
  cut(): Cut {
    const entries = listCut(this.#entries.slice() as readonly unknown[] as readonly Plain[]);
    return recordCut({entries: {cut: entries}, sorted: this.#sorted});
  }
  load(state: Plain): void {
    const {entries, sorted} = state as unknown as {entries: Entry[]; sorted: boolean};
    this.#entries = [...entries];
    this.#sorted = sorted;
  }
  loadSteps(from: ValueReader): Steps {
    const entries = function* (this: Sort): Steps {
      this.#entries = (yield* readList(from)) as unknown[] as Entry[];
    };
    return readRecord(from, {
      entries: entries.bind(this),
      sorted: () => void (this.#sorted = from.value() as boolean),
    });
  }
  /** Behind all that are not greater. */
  #place(row: Row): number {
    let from = 0;
    let to = this.#entries.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#compare(must(this.#entries[middle], 'an entry')[1], row) <= 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
  #compare(a: Row, b: Row): number {
    for (const {index, descending} of this.#keys) {
      const order = compare(a[index] ?? null, b[index] ?? null, descending);
      if (order !== 0) return order;
    }
    return 0;
  }
}

function compare(a: Value, b: Value, descending: boolean): number {
  if (a === null) return b === null ? 0 : 1;
  if (b === null) return -1;
  if (a < b) return descending ? 1 : -1;
  if (b < a) return descending ? -1 : 1;
  const order = floatOrder(a, b);
  return descending ? -order : order;
}

export const sort: WindowType = {
  name: 'sort',
  plan: (list, call) => {
    const args = new Arguments(list, call);
    args.count(2, Number.MAX_SAFE_INTEGER, `sort(<int>, <attribute> [, 'asc'|'desc'], …)`);
    const n = args.int(0, 'the length');
    const keys: SortKey[] = [];
    for (let i = 1; i < args.length; i++) {
      const {index} = args.attribute(i, 'what to sort by', 'int', 'long', 'float', 'double', 'string', 'bool');
      const key = {index, descending: false};
      if (args.isConstant(i + 1)) {
        i++;
        const order = args.text(i, 'the order', `'asc' or 'desc'`).toLowerCase();
        if (order !== 'asc' && order !== 'desc')
          throw args.refuse(i, `the order of window 'sort' must be 'asc' or 'desc', but this is '${order}'`);
        key.descending = order === 'desc';
      }
      keys.push(key);
    }
    return {batch: false, findable: true, create: (host) => new ChunkedWindow(new Sort(n, keys, host), host.next)};
  },
};

import type {Plain, ValueReader} from '@tandem/wire';
import {type Cut, itemsPerStep, type Steps} from './cut.ts';
import {OrderedCut} from './ordered-cut.ts';
import {OrderedMap} from './ordered-map.ts';
import type {Stateful} from './state.ts';

/** `cut`: the newest cut that knows what it was then. `at`: see `OrderedMap`. */
type Entry<K, V> = {readonly key: K; value: V; readonly born: number; cut: number; at: number};
type Pair<K, V> = readonly [key: K, value: V];

/** A map, in order of insertion, that can be cut: its values are replaced, never changed. Saved as a map. */
export class VersionedMap<K extends Plain, V> implements Stateful {
  #entries = new OrderedMap<K, Entry<K, V>>();
  #births = 0;
  #cut: OrderedCut<Entry<K, V>, Pair<K, V>> | null = null;
  /** How many cuts there were. */
  #cuts = 0;

  get size(): number {
    return this.#entries.size;
  }
  get(key: K): V | undefined {
    return this.#entries.get(key)?.value;
  }
  set(key: K, value: V): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) this.add(key, value);
    else {
      if (entry.cut !== this.#cuts) this.#changes(entry);
      entry.value = value;
    }
  }
  /** Puts what `to` answers in the place of a value; undefined: it is not there, before or afterwards. */
  change(key: K, to: (value: V | undefined) => V | undefined): void {
    const entry = this.#entries.get(key);
    const value = to(entry === undefined ? undefined : entry.value);
    if (entry === undefined) {
      if (value !== undefined) this.add(key, value);
      return;
    }
    if (entry.cut !== this.#cuts) this.#changes(entry);
    if (value === undefined) this.#entries.remove(entry);
    else entry.value = value;
  }
  /** Of a key that is not there. */
  add(key: K, value: V): void {
    // As the key of a map: 0 is -0.
    this.#entries.add({key: key === 0 ? (0 as K) : key, value, born: this.#births++, cut: this.#cuts, at: 0});
  }
  delete(key: K): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    if (entry.cut !== this.#cuts) this.#changes(entry);
    this.#entries.remove(entry);
  }
  /** A cut goes on with the entries that it began with. */
  clear(): void {
    if (this.#entries.size > 0) this.#entries = new OrderedMap();
  }
  *values(): Iterable<V> {
    for (const {value} of this.#entries.entries()) yield value;
  }
  *keys(): Iterable<K> {
    for (const {key} of this.#entries.entries()) yield key;
  }
  *[Symbol.iterator](): Iterator<readonly [K, V]> {
    for (const {key, value} of this.#entries.entries()) yield [key, value];
  }
  /** Whether `test` holds for each value. */
  every(test: (value: V) => boolean): boolean {
    for (const {value} of this.#entries.entries()) if (!test(value)) return false;
    return true;
  }
  save(): Plain {
    return new Map(Array.from(this.#entries.entries(), ({key, value}) => [key, value as Plain]));
  }
  cut(): Cut {
    this.#cut?.close();
    const number = ++this.#cuts;
    const count = this.#entries.size;
    this.#cut = new OrderedCut<Entry<K, V>, Pair<K, V>>({
      open: (to) => to.map(count),
      count,
      items: this.#entries.entries(),
      order: ({born}) => born,
      isAsWas: (entry) => entry.cut < number,
      valueOf: ({key, value}) => [key, value],
      putAside: (entry) => void (entry.cut = number),
      write: (to, [key, value]) => {
        to.value(key);
        to.value(value as Plain);
      },
    });
    return this.#cut;
  }
  *loadSteps(from: ValueReader): Steps {
    const count = from.map();
    this.forget(count);
    for (let left = count; left > 0; left--) {
      if (left % itemsPerStep === 0) yield;
      this.add(from.value() as K, from.value() as V);
    }
  }
  load(state: Plain): void {
    this.forget();
    for (const [key, value] of state as ReadonlyMap<K, Plain>) this.add(key, value as V);
  }
  /** Forgets all, cuts too: for so many that were saved. */
  forget(expected = 0): void {
    this.#cut?.close();
    this.#entries = new OrderedMap(expected);
  }
  /** Of an entry that the newest cut does not know as it is. */
  #changes(entry: Entry<K, V>): void {
    entry.cut = this.#cuts;
    if (this.#cut?.isOpen) this.#cut.keep(entry.born, [entry.key, entry.value]);
  }
}

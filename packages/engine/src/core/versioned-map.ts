import type {Plain, ValueReader} from '@tandem/wire';
import {type Cut, itemsPerStep, type Steps} from './cut.ts';
import type {Stateful} from './state.ts';
import {VersionedEntries, type VersionedEntry} from './versioned-entries.ts';

type Entry<K, V> = VersionedEntry<K> & {value: V};

/** A map, in order of insertion, that can be cut: its values are replaced, never changed. Saved as a map. */
export class VersionedMap<K extends Plain, V> implements Stateful {
  readonly #entries = new VersionedEntries<K, Entry<K, V>>(({value}) => value as Plain);

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
      this.#entries.touch(entry);
      entry.value = value;
    }
  }
  /** Puts what `to` answers in the place of a value; undefined: it is not there, before or afterwards. */
  change(key: K, to: (value: V | undefined) => V | undefined): void {
    const entry = this.#entries.get(key);
    const value = to(entry === undefined ? undefined : entry.value);
    if (entry === undefined) {
      if (value !== undefined) this.add(key, value);
    } else if (value === undefined) this.#entries.remove(entry);
    else {
      this.#entries.touch(entry);
      entry.value = value;
    }
  }
  /** Of a key that is not there. */
  add(key: K, value: V): void {
    // As the key of a map: 0 is -0.
    this.#entries.add({key: key === 0 ? (0 as K) : key, value, born: 0, cut: 0, at: 0});
  }
  delete(key: K): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#entries.remove(entry);
  }
  /** A cut goes on with the entries that it began with. */
  clear(): void {
    this.#entries.clear();
  }
  *values(): Iterable<V> {
    for (const {value} of this.#entries.values()) yield value;
  }
  *keys(): Iterable<K> {
    for (const {key} of this.#entries.values()) yield key;
  }
  *[Symbol.iterator](): Iterator<readonly [K, V]> {
    for (const {key, value} of this.#entries.values()) yield [key, value];
  }
  /** Whether `test` holds for each value. */
  every(test: (value: V) => boolean): boolean {
    for (const {value} of this.#entries.values()) if (!test(value)) return false;
    return true;
  }
  save(): Plain {
    return new Map(Array.from(this.#entries.values(), ({key, value}) => [key, value as Plain]));
  }
  cut(): Cut {
    return this.#entries.cutMap();
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
    this.#entries.forget(expected);
  }
}

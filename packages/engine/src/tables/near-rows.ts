import type {Value} from '../api.ts';
import {KeySlots, slotOf} from '../core/key-slots.ts';
import type {WideMap} from '../core/wide-map.ts';
import type {Stored} from './stored.ts';

/** After so many rows that were not near it is decided whether to go on. */
const TRIAL = 4096;

/**
 * In front of a map of rows by a key that is text: those that were looked up last. Events often ask for a few rows of a large
 * table; where they do not, it switches itself off until the table has another order of size.
 */
export class NearRows {
  readonly #map: WideMap<Value, Stored>;
  readonly #keys: {readonly size: number; keys(): Iterable<Value>};
  readonly #none: Stored = {row: [], order: -1, cut: 0, key: '', at: -1, place: 0, places: []};
  readonly #near = new KeySlots<Stored>(this.#none, Infinity);
  isOn = true;
  /** Above or below these sizes of the table it is tried again. */
  #tried = {from: 0, to: Infinity};
  #asked = 0;
  #missed = 0;

  /** `rows`: those of the map, in the order in which they came. */
  constructor(map: WideMap<Value, Stored>, rows: Iterable<Stored>) {
    this.#map = map;
    this.#keys = {
      get size() {
        return map.size;
      },
      *keys() {
        for (const {key} of rows) yield key;
      },
    };
  }
  find(key: string): Stored | undefined {
    if (!this.isOn) return this.#map.get(key);
    this.#asked++;
    const row = this.#near.slots[slotOf(key, this.#near)]!;
    return row.key === key && row !== this.#none ? row : this.#farther(key);
  }
  /** The row of `key` leaves the map, or another one takes its place there. */
  leaves(key: string): void {
    if (this.isOn) this.#near.lost(key);
  }
  /** The table has become larger or smaller. */
  resized(): void {
    if (this.isOn || (this.#map.size >= this.#tried.from && this.#map.size <= this.#tried.to)) return;
    this.isOn = true;
  }
  clear(): void {
    this.#near.clear();
    this.isOn = true;
    this.#asked = this.#missed = 0;
  }
  #farther(key: string): Stored | undefined {
    const row = this.#map.get(key);
    if (row !== undefined) this.#near.found(key, row, this.#keys);
    if (++this.#missed >= TRIAL) {
      if (this.#asked < TRIAL * 2) this.#switchOff();
      this.#asked = this.#missed = 0;
    }
    return row;
  }
  #switchOff(): void {
    const {size} = this.#map;
    this.#tried = {from: size / 4, to: size * 4};
    this.#near.clear();
    this.isOn = false;
  }
}

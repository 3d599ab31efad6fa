import type {Plain} from '@tandem/wire';
import {must} from '@tandem/base';
import type {Row, Value} from '../api.ts';
import type {Stateful} from '../core/state.ts';
import {KeyIndex} from './key-index.ts';

/**
 * Events in order of arrival, added at one end and dropped at the other in O(1): a ring that grows. With the position
 * of a key attribute, the events of one key are found without a look at the others.
 */
export class Held implements Stateful {
  // Small at first: a partition has one per key.
  #ts = new Float64Array(8);
  #rows: (Row | undefined)[] = Array.from({length: 8}, () => undefined);
  #head = 0;
  #mask = 7;
  readonly #key: number;
  #index: KeyIndex | null;
  /** Read only: how many events are held. */
  length = 0;

  constructor(key?: number) {
    this.#key = key ?? -1;
    this.#index = this.#newIndex();
  }
  push(ts: number, row: Row): void {
    if (this.length > this.#mask) this.#grow();
    const slot = (this.#head + this.length++) & this.#mask;
    this.#ts[slot] = ts;
    this.#rows[slot] = row;
    if (this.#index !== null) this.#index.add(slot, row[this.#key]!);
  }
  /** Of the event at `index`, 0 being the oldest. */
  timestamp(index: number): number {
    return this.#ts[(this.#head + index) & this.#mask]!;
  }
  row(index: number): Row {
    return must(this.#rows[(this.#head + index) & this.#mask], 'a held event');
  }
  /** Removes the oldest and returns its row. */
  shift(): Row {
    const row = must(this.#rows[this.#head], 'an oldest event');
    if (this.#index !== null) this.#index.shift(row[this.#key]!);
    this.#rows[this.#head] = undefined;
    this.#head = (this.#head + 1) & this.#mask;
    this.length--;
    return row;
  }
  clear(): void {
    this.#rows.fill(undefined);
    this.#head = 0;
    this.length = 0;
    this.#index = this.#newIndex();
  }
  each(visit: (ts: number, row: Row) => void): void {
    for (let i = 0; i < this.length; i++) visit(this.timestamp(i), this.row(i));
  }
  /** Those whose key attribute is `key`, oldest first; of a ring that has one. */
  eachOf(key: Value, visit: (ts: number, row: Row) => void): void {
    const index = must(this.#index, 'a key attribute');
    for (let slot = index.first(key); slot >= 0; slot = index.after(slot))
      visit(this.#ts[slot]!, must(this.#rows[slot], 'a held event'));
  }
  save(): Plain {
    const ts: number[] = [];
    const rows: Row[] = [];
    this.each((t, row) => {
      ts.push(t);
      rows.push(row);
    });
    return [ts, rows as unknown as Plain];
  }
  load(state: Plain): void {
    const [ts, rows] = state as [number[], Row[]];
    this.clear();
    for (const [i, t] of ts.entries()) this.push(t, must(rows[i], 'a row per timestamp'));
  }
  #grow(): void {
    const capacity = (this.#mask + 1) * 2;
    const ts = new Float64Array(capacity);
    const rows: (Row | undefined)[] = Array.from({length: capacity}, () => undefined);
    for (let i = 0; i < this.length; i++) {
      ts[i] = this.timestamp(i);
      rows[i] = this.row(i);
    }
    this.#ts = ts;
    this.#rows = rows;
    this.#head = 0;
    this.#mask = capacity - 1;
    this.#index = this.#newIndex();
    if (this.#index !== null) for (let i = 0; i < this.length; i++) this.#index.add(i, rows[i]![this.#key]!);
  }
  #newIndex(): KeyIndex | null {
    return this.#key < 0 ? null : new KeyIndex(this.#mask + 1);
  }
}

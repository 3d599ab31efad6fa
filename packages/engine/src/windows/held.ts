import type {Plain} from '@tandem/wire';
import {must} from '@tandem/base';
import type {Row} from '../api.ts';
import type {Stateful} from '../core/state.ts';

/** Events in order of arrival, added at one end and dropped at the other in O(1): a ring that grows. */
export class Held implements Stateful {
  // Small at first: a partition has one per key.
  #ts = new Float64Array(8);
  #rows: (Row | undefined)[] = Array.from({length: 8}, () => undefined);
  #head = 0;
  #mask = 7;
  /** Read only: how many events are held. */
  length = 0;

  push(ts: number, row: Row): void {
    if (this.length > this.#mask) this.#grow();
    const slot = (this.#head + this.length++) & this.#mask;
    this.#ts[slot] = ts;
    this.#rows[slot] = row;
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
    this.#rows[this.#head] = undefined;
    this.#head = (this.#head + 1) & this.#mask;
    this.length--;
    return row;
  }
  clear(): void {
    this.#rows.fill(undefined);
    this.#head = 0;
    this.length = 0;
  }
  each(visit: (ts: number, row: Row) => void): void {
    for (let i = 0; i < this.length; i++) visit(this.timestamp(i), this.row(i));
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
  }
}

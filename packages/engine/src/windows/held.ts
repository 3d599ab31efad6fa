import type {Plain, ValueReader} from '@tandem/wire';
import {must} from '@tandem/base';
import type {Row, Value} from '../api.ts';
import {type Cut, itemsPerStep, type Steps, wholeCut} from '../core/cut.ts';
import type {Counting, Ring} from '../core/stage.ts';
import type {Stateful} from '../core/state.ts';
import {HeldCut} from './held-cut.ts';
import {KeyIndex, type KeyPlace} from './key-index.ts';

/**
 * Events in order of arrival, added at one end and dropped at the other in O(1): a ring that grows. With the place
 * of a key attribute, the events of one key are found without a look at the others.
 */
export class Held implements Stateful, Ring {
  numbers: Float64Array | number[] = NO_NUMBERS;
  groups: unknown[] | null;
  readonly stride: number;
  rows: (Row | undefined)[] = NO_ROWS;
  head = 0;
  /** Of no slots at first. */
  mask = -1;
  readonly #key: number;
  readonly #keyed: boolean;
  readonly index: KeyIndex | null;
  reader: HeldCut | null = null;
  length = 0;

  /**
   * `beside`: a stage that keeps something beside each event. `own`: further numbers that the window keeps there. `keyed`:
   * there is one for each key of a partition, so that many are small.
   */
  constructor(key?: KeyPlace, beside: Pick<Counting, 'columns' | 'grouped'> | null = null, own = 0, keyed = false) {
    this.#key = key?.position ?? -1;
    this.#keyed = keyed;
    this.stride = 1 + (beside?.columns ?? 0) + own;
    this.groups = beside?.grouped ? [] : null;
    this.index = key ? new KeyIndex(key) : null;
    if (!keyed || this.index) this.#room(8);
    this.index?.reset(8);
  }
  /** Answers the event's slot, which is never that of the event that left last. */
  push(ts: number, row: Row): number {
    if (this.length >= this.mask) this.grow();
    const slot = (this.head + this.length++) & this.mask;
    const {numbers, stride} = this;
    const at = slot * stride;
    numbers[at] = ts;
    for (let i = 1; i < stride; i++) numbers[at + i] = NaN;
    if (this.groups !== null) this.groups[slot] = undefined;
    this.rows[slot] = row;
    if (this.index !== null) this.index.add(slot, row[this.#key]!);
    return slot;
  }
  /** Where the own number of the event at `index` is in `numbers`, 0 being the oldest: the last of its stride. */
  own(index: number): number {
    return (((this.head + index) & this.mask) + 1) * this.stride - 1;
  }
  /** Of the event at `index`, 0 being the oldest. */
  timestamp(index: number): number {
    return this.numbers[((this.head + index) & this.mask) * this.stride]!;
  }
  row(index: number): Row {
    return must(this.rows[(this.head + index) & this.mask], 'a held event');
  }
  /** Removes the oldest and returns its row. */
  shift(): Row {
    const row = must(this.rows[this.head], 'an oldest event');
    if (this.index !== null) this.index.shift(this.head);
    if (this.reader !== null) this.reader.leaves(this.numbers[this.head * this.stride]!, row);
    this.rows[this.head] = undefined;
    this.head = (this.head + 1) & this.mask;
    this.length--;
    return row;
  }
  clear(): void {
    this.#room(this.reader === null ? 0 : this.mask + 1);
    if (this.length > 0) this.rows.fill(undefined);
    this.groups?.fill(undefined);
    this.head = 0;
    this.length = 0;
    this.index?.reset(this.mask + 1);
  }
  each(visit: (ts: number, row: Row) => void): void {
    for (let i = 0; i < this.length; i++) visit(this.timestamp(i), this.row(i));
  }
  /** The oldest slot whose key attribute is `key`, or -1; of a ring that has one. */
  first(key: Value): number {
    return must(this.index, 'a key attribute').first(key);
  }
  /** The next younger slot of the same key, or -1. */
  after(slot: number): number {
    return must(this.index, 'a key attribute').after(slot);
  }
  rowAt(slot: number): Row {
    return must(this.rows[slot], 'a held event');
  }
  timestampAt(slot: number): number {
    return this.numbers[slot * this.stride]!;
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
  cut(): Cut {
    if (this.length <= itemsPerStep) return wholeCut(this.save());
    this.reader?.close();
    this.reader = new HeldCut({
      numbers: this.numbers,
      rows: this.rows,
      stride: this.stride,
      head: this.head,
      mask: this.mask,
      length: this.length,
    });
    return this.reader;
  }
  *loadSteps(from: ValueReader): Steps {
    from.array();
    const count = from.array();
    const ts = this.#numbers(count);
    for (let i = 0; i < count; i++) {
      if (i % itemsPerStep === 0 && i > 0) yield;
      ts[i] = from.value() as number;
    }
    let capacity = Math.max(this.mask + 1, fewest);
    while (capacity <= count) capacity *= 2;
    this.clear();
    this.#room(capacity, yield* blankSteps(capacity), this.groups && (yield* blankSteps(capacity)));
    this.index?.reset(this.mask + 1);
    from.array();
    for (let i = 0; i < count; i++) {
      if (i % itemsPerStep === 0 && i > 0) yield;
      this.push(ts[i]!, from.value() as Row);
    }
  }
  load(state: Plain): void {
    const [ts, rows] = state as [number[], Row[]];
    this.clear();
    for (const [i, t] of ts.entries()) this.push(t, must(rows[i], 'a row per timestamp'));
  }
  /** A new, empty ring of that many slots, where it is not 0: a cut may go on reading the old one. */
  #room(capacity: number, rows: (Row | undefined)[] = blank(capacity), groups = this.groups && blank(capacity)): void {
    if (capacity === 0) return;
    this.numbers = this.#numbers(capacity * this.stride);
    this.groups = groups;
    this.rows = rows;
    this.mask = capacity - 1;
    this.reader = null;
  }
  /** A typed array is several objects, and memory apart: a short list of fractions is much less. */
  #numbers(count: number): Float64Array | number[] {
    return this.#keyed && count <= fractions.length ? fractions.slice(0, count) : new Float64Array(count);
  }
  grow(): void {
    const capacity = Math.max((this.mask + 1) * 2, fewest);
    const {stride, groups} = this;
    const numbers = this.#numbers(capacity * stride);
    const rows = blank<Row>(capacity);
    const moved = groups && blank(capacity);
    for (let i = 0; i < this.length; i++) {
      const slot = (this.head + i) & this.mask;
      for (let j = 0; j < stride; j++) numbers[i * stride + j] = this.numbers[slot * stride + j]!;
      rows[i] = this.rows[slot];
      if (moved) moved[i] = groups[slot];
    }
    this.numbers = numbers;
    this.groups = moved;
    this.rows = rows;
    this.reader = null; // which goes on with the ring as it was
    this.head = 0;
    this.mask = capacity - 1;
    this.index?.reset(this.mask + 1);
    if (this.index !== null) for (let i = 0; i < this.length; i++) this.index.add(i, rows[i]![this.#key]!);
  }
}

const fewest = 4;
/** Pieces of it are lists that V8 keeps as fractions, side by side; which, does not matter. */
const fractions: number[] = [];
while (fractions.length < 256) fractions.push(0.5);
const NO_NUMBERS: number[] = [];
const NO_ROWS: (Row | undefined)[] = [];

function blank<T>(capacity: number): (T | undefined)[] {
  const slots: (T | undefined)[] = [];
  slots.length = capacity; // many times as quick as one by one
  return slots.fill(undefined);
}

/** As `blank`: to write to a million slots for the first time takes some milliseconds. */
function* blankSteps<T>(capacity: number): Steps<(T | undefined)[]> {
  const piece = 1 << 16;
  if (capacity <= piece) return blank(capacity);
  const slots: (T | undefined)[] = [];
  slots.length = capacity;
  for (let at = 0; at < capacity; at += piece) {
    yield;
    slots.fill(undefined, at, at + piece);
  }
  return slots;
}

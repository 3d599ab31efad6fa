import {must} from '@tandem/base';
import type {AttributeType} from '@tandem/siddhiql';
import type {Plain, ValueReader} from '@tandem/wire';
import type {Row, Value} from '../api.ts';
import {type Cut, readPerStep, type Steps} from '../core/cut.ts';
import {Line} from '../core/line.ts';
import {OrderedCut} from '../core/ordered-cut.ts';
import {WideMap} from '../core/wide-map.ts';
import type {Attributes} from '../expression/scope.ts';
import {IndexBucket} from './index-bucket.ts';
import {keyText} from './key-text.ts';
import {NearRows} from './near-rows.ts';
import {compareBy, SortedIndex} from './sorted-index.ts';
import type {Stored} from './stored.ts';
import type {Change, Entry, Range, Table} from './table.ts';

/** Rows that a primary key kept out. An insert that fails loses a row; an update that fails leaves the table as it was. */
export type Reports = {lost(reason: string): void; unchanged(reason: string): void};

export type TableShape = {id: string; attributes: Attributes; key: readonly number[]; indexes: readonly number[]};

const isNumber = (type: AttributeType): boolean =>
  type === 'int' || type === 'long' || type === 'float' || type === 'double';

/**
 * A table as a set of entries in order of insertion, with a hash per primary
 * key and per index, and a sorted index where a range or the find order asks.
 * Always: every hash and sorted index holds exactly the entries of the set.
 * State: the rows, in order of insertion; all else is made anew from them.
 */
export class MemoryTable implements Table {
  readonly id: string;
  readonly attributes: Attributes;
  readonly key: readonly number[];
  readonly indexes: readonly number[];
  readonly #report: Reports;
  readonly #entries = new Line<Stored>();
  readonly #byKey = new WideMap<Value, Stored>();
  readonly #near = new NearRows(this.#byKey, this.#entries);
  /** In the order of `indexes`. */
  readonly #byIndex: readonly WideMap<Value, IndexBucket>[];
  readonly #sorted = new Map<number, SortedIndex>();
  /** The position by which finds are ordered; undefined: by insertion. */
  readonly #orderedBy: number | undefined;
  readonly #compare: (a: Entry, b: Entry) => number;
  #order = 0;
  #cut: OrderedCut<Stored, Row> | null = null;
  /** How many cuts there were. */
  #cuts = 0;

  constructor({id, attributes, key, indexes}: TableShape, report: Reports) {
    this.id = id;
    this.attributes = attributes;
    this.key = key;
    this.indexes = indexes;
    this.#report = report;
    const [only] = key;
    this.#orderedBy =
      only !== undefined && key.length === 1 && isNumber(must(attributes[only], 'a key attribute').type)
        ? only
        : undefined;
    this.#compare = this.#orderedBy === undefined ? (a, b) => a.order - b.order : compareBy(this.#orderedBy);
    this.#byIndex = indexes.map(() => new WideMap());
  }
  get size(): number {
    return this.#entries.size;
  }
  each(visit: (row: Row) => void): void {
    for (const entry of this.all()) visit(entry.row);
  }
  all(): Iterable<Entry> {
    return this.#orderedBy === undefined ? this.#entries : this.#sortedBy(this.#orderedBy).all();
  }
  byKey(values: readonly Value[]): Entry | undefined {
    return this.#byKey.get(values.length === 1 ? values[0]! : keyText(values));
  }
  byOnlyKey(value: Value): Entry | undefined {
    return typeof value === 'string' ? this.#near.find(value) : this.#byKey.get(value);
  }
  byIndex(position: number, value: Value): readonly Entry[] {
    const index = must(this.#byIndex[this.indexes.indexOf(position)], 'an index at the position');
    const found = index.get(value);
    return found ? this.#inOrder(found.list()) : [];
  }
  byRange(position: number, range: Range): readonly Entry[] {
    const found = this.#sortedBy(position).range(range);
    return position === this.#orderedBy ? found : this.#inOrder(found);
  }
  insert(row: Row): void {
    const isKeyed = this.key.length > 0;
    const key = isKeyed ? this.#keyOf(row) : null;
    const places = this.indexes.length < 2 ? nowhere : this.indexes.slice(1).fill(0);
    const entry: Stored = {row, order: this.#order, cut: this.#cuts, key, at: 0, place: 0, places};
    if (isKeyed && !this.#byKey.add(key, entry))
      return this.#report.lost(`${this.#exists(row)}: the row was not inserted`);
    this.#order++;
    this.#entries.push(entry);
    if (isKeyed) this.#near.resized();
    for (let which = 0; which < this.indexes.length; which++) this.#hash(which, entry);
    if (this.#sorted.size > 0) for (const index of this.#sorted.values()) index.add(entry);
  }
  replace(changes: readonly Change[]): boolean {
    if (this.key.length > 0) {
      const moved = changes.filter(({entry, row}) => !sameKey(this.#keyOf(entry.row), this.#keyOf(row)));
      const clash = this.#clash(moved);
      if (clash) {
        this.#report.unchanged(`${this.#exists(clash)}: the update changed nothing`);
        return false;
      }
      for (const {entry} of moved) this.#unkey(entry as Stored);
      for (const {entry, row} of moved) this.#setKey(entry as Stored, this.#keyOf(row));
    }
    for (const {entry, row} of changes) this.#replaceRow(entry, row);
    return true;
  }
  remove(entry: Entry): void {
    const stored = entry as Stored;
    if (!this.#entries.has(stored)) return;
    this.#entries.remove(stored);
    this.#changes(stored);
    if (this.key.length > 0) this.#unkey(stored);
    for (let which = 0; which < this.indexes.length; which++) this.#unhash(which, stored);
    for (const index of this.#sorted.values()) index.remove(entry);
  }
  save(): Plain {
    return Array.from(this.#entries, (entry) => entry.row) as unknown as Plain;
  }
  cut(): Cut {
    this.#cut?.close();
    const number = ++this.#cuts;
    const count = this.#entries.size;
    this.#cut = new OrderedCut<Stored, Row>({
      open: (to) => to.array(count),
      count,
      items: this.#entries,
      order: (entry) => entry.order,
      isAsWas: (entry) => entry.cut < number,
      valueOf: (entry) => entry.row,
      putAside: (entry) => void (entry.cut = number),
      write: (to, row) => to.value(row as readonly unknown[] as readonly Plain[]),
    });
    return this.#cut;
  }
  *loadSteps(from: ValueReader): Steps {
    const count = from.array();
    this.load([]);
    this.#byKey.clear(count);
    for (let left = count; left > 0; left--) {
      if (left % readPerStep === 0) yield;
      this.insert(from.value() as Row);
    }
  }
  load(state: Plain): void {
    this.#cut?.close();
    this.#cut = null;
    this.#entries.clear();
    this.#byKey.clear();
    this.#near.clear();
    for (const index of this.#byIndex) index.clear();
    for (const index of this.#sorted.values()) index.clear();
    this.#order = 0;
    for (const row of state as unknown as Row[]) this.insert(row);
  }
  #changes(entry: Stored): void {
    if (entry.cut === this.#cuts) return;
    entry.cut = this.#cuts;
    if (this.#cut?.isOpen) this.#cut.keep(entry.order, entry.row);
  }
  #setKey(entry: Stored, key: Value): void {
    entry.key = key;
    this.#byKey.set(key, entry);
    this.#near.resized();
  }
  #unkey(entry: Stored): void {
    this.#byKey.delete(entry.key);
    if (typeof entry.key === 'string') this.#near.leaves(entry.key);
    this.#near.resized();
  }
  /** The first row whose new key another row has after the change. */
  #clash(moved: readonly Change[]): Row | undefined {
    const leaving = new Set(moved.map(({entry}) => entry));
    const taken = new Set<Value>();
    for (const {row} of moved) {
      const key = this.#keyOf(row);
      const owner = this.#byKey.get(key);
      if (taken.has(key) || (owner && !leaving.has(owner))) return row;
      taken.add(key);
    }
    return undefined;
  }
  #replaceRow(entry: Entry, row: Row): void {
    const stored = entry as Stored;
    const changed = (position: number) => !Object.is(entry.row[position], row[position]);
    const hashes: number[] = [];
    for (const [which, position] of this.indexes.entries()) if (changed(position)) hashes.push(which);
    const sorted = [...this.#sorted].filter(([position]) => changed(position)).map(([, index]) => index);
    for (const which of hashes) this.#unhash(which, stored);
    for (const index of sorted) index.remove(entry);
    this.#changes(stored);
    entry.row = row;
    for (const which of hashes) this.#hash(which, stored);
    for (const index of sorted) index.add(entry);
  }
  /** `which`: of the indexes. */
  #hash(which: number, entry: Stored): void {
    const index = this.#byIndex[which]!;
    const value = entry.row[this.indexes[which]!] ?? null;
    let bucket = index.get(value);
    if (bucket === undefined) {
      bucket = new IndexBucket(which);
      index.set(value, bucket);
    }
    bucket.add(entry);
  }
  #unhash(which: number, entry: Stored): void {
    const index = this.#byIndex[which]!;
    const value = entry.row[this.indexes[which]!] ?? null;
    const bucket = must(index.get(value), 'a bucket for every indexed row');
    bucket.remove(entry);
    if (bucket.size === 0) index.delete(value);
  }
  #keyOf(row: Row): Value {
    const {key} = this;
    if (key.length === 1) return row[key[0]!] ?? null;
    return keyText(key.map((position) => row[position] ?? null));
  }
  /** Sorts in place, where an update or another key broke the order. */
  #inOrder(entries: Entry[]): Entry[] {
    for (let i = 1; i < entries.length; i++) {
      if (this.#compare(entries[i - 1]!, entries[i]!) > 0) return entries.sort(this.#compare);
    }
    return entries;
  }
  #sortedBy(position: number): SortedIndex {
    const known = this.#sorted.get(position);
    if (known) return known;
    const index = new SortedIndex(position, this.#entries);
    this.#sorted.set(position, index);
    return index;
  }
  #exists(row: Row): string {
    const names = this.key.map((position) => must(this.attributes[position], 'a key attribute').name);
    const values = this.key.map((position) => keyValueText(row[position] ?? null));
    return `table '${this.id}' has a row of primary key (${names.join(', ')}) = (${values.join(', ')}) already`;
  }
}

/** Of rows with one index, or none. */
const nowhere: number[] = [];

/** For messages. */
const keyValueText = (value: Value): string => (typeof value === 'object' ? 'null' : String(value));

/** As a Map compares: NaN is NaN, and 0 is -0. */
const sameKey = (a: Value, b: Value): boolean => a === b || Object.is(a, b);

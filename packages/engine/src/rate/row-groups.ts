import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import {type Cut, itemsPerStep, readRecord, type Steps} from '../core/cut.ts';
import {OrderedCut} from '../core/ordered-cut.ts';
import type {Stateful} from '../core/state.ts';
import type {Kept} from './kept.ts';
import type {GroupKey} from './rate.ts';

/** So many numbers of rows that have gone do no harm. */
const few = 64;

/** Rows by serial number, oldest first. A row never changes: what a cut must be told of is only one that goes. */
class Rows {
  /** With null where one has gone; before `#first` all have. */
  #kept: (Kept | null)[] = [];
  #serials: number[] = [];
  #first = 0;
  /** How many have been left out before the lists begin. */
  #left = 0;
  #size = 0;
  #cut: OrderedCut<readonly [number, Kept], readonly [number, Kept]> | null = null;
  /** Of the cut: rows of smaller numbers were there. */
  #end = 0;

  get size(): number {
    return this.#size;
  }
  *values(): Iterable<Kept> {
    for (let at = this.#first; at < this.#kept.length; at++) {
      const kept = this.#kept[at]!;
      if (kept !== null) yield kept;
    }
  }
  /** Those that are still there when it comes to them. */
  *entries(): Iterable<readonly [number, Kept]> {
    for (let place = this.#left; place < this.#left + this.#kept.length; place++) {
      place = Math.max(place, this.#left + this.#first);
      const kept = this.#kept[place - this.#left];
      if (kept) yield [this.#serials[place - this.#left]!, kept];
    }
  }
  add(serial: number, kept: Kept): void {
    this.#serials.push(serial);
    this.#kept.push(kept);
    this.#size++;
  }
  /** Drops the oldest row for which `test` holds, if there is such. */
  dropFirst(test: (row: Row) => boolean): void {
    for (let at = this.#first; at < this.#kept.length; at++) {
      const kept = this.#kept[at]!;
      if (kept === null) {
        if (at === this.#first) this.#first++;
        continue;
      }
      if (!test(kept[2])) continue;
      const serial = this.#serials[at]!;
      if (this.#cut?.isOpen && serial < this.#end) this.#cut.keep(serial, [serial, kept]);
      this.#kept[at] = null;
      this.#size--;
      if (at === this.#first) this.#first++;
      if (this.#first > few && this.#first * 2 > this.#kept.length) this.#leaveOut();
      return;
    }
  }
  #leaveOut(): void {
    this.#kept = this.#kept.slice(this.#first);
    this.#serials = this.#serials.slice(this.#first);
    this.#left += this.#first;
    this.#first = 0;
  }
  /** `end`: the serial number of the next row. */
  cut(end: number): Cut {
    this.#cut?.close();
    this.#end = end;
    const count = this.#size;
    this.#cut = new OrderedCut<readonly [number, Kept], readonly [number, Kept]>({
      open: (to) => to.map(count),
      count,
      items: {[Symbol.iterator]: () => this.entries()[Symbol.iterator]()},
      order: ([serial]) => serial,
      isAsWas: ([serial]) => serial < end,
      valueOf: (entry) => entry,
      putAside() {},
      write(to, [serial, kept]) {
        to.value(serial);
        to.value(kept as unknown as Plain);
      },
    });
    return this.#cut;
  }
}

/** The rows of one group that are in the window now, and the group's newest aggregates. */
type Group = {readonly key: GroupKey; readonly rows: Rows; latest: Row; readonly born: number; cut: number};
type Kind = {key: GroupKey; latest: Row; rows: Cut};

/** The groups of a window that have rows, in order of first appearance. */
export class RowGroups implements Stateful {
  #groups = new Map<GroupKey, Group>();
  #serial = 0;
  #births = 0;
  #cut: OrderedCut<Group, Kind> | null = null;
  /** How many cuts there were. */
  #cuts = 0;
  /** The number of the next row. */
  readonly serial: Stateful = {save: () => this.#serial, load: (state) => void (this.#serial = state as number)};

  values(): Iterable<Group> {
    return this.#groups.values();
  }
  /** A group that is about to change, if there is such. */
  changing(key: GroupKey): Group | undefined {
    const group = this.#groups.get(key);
    if (group !== undefined && group.cut !== this.#cuts) {
      group.cut = this.#cuts;
      if (this.#cut?.isOpen) this.#cut.keep(group.born, this.#valueOf(group));
    }
    return group;
  }
  /** As `changing`; a new one shows the aggregates of `latest`. */
  opened(key: GroupKey, latest: Row): Group {
    let group = this.changing(key);
    if (group === undefined) {
      group = {key: key === 0 ? 0 : key, rows: new Rows(), latest, born: this.#births++, cut: this.#cuts};
      this.#groups.set(key, group);
    }
    return group;
  }
  add(group: Group, kept: Kept): void {
    group.rows.add(this.#serial++, kept);
  }
  delete(group: Group): void {
    this.#groups.delete(group.key);
  }
  /** A cut goes on with the groups that it began with. */
  clear(): void {
    if (this.#groups.size > 0) this.#groups = new Map();
  }
  save(): Plain {
    const saved = Array.from(
      this.#groups.values(),
      ({key, rows, latest}) => [key, {rows: new Map(rows.entries()), latest}] as const,
    );
    return new Map(saved) as unknown as Plain;
  }
  cut(): Cut {
    this.#cut?.close();
    const number = ++this.#cuts;
    const groups = this.#groups;
    const count = groups.size;
    this.#cut = new OrderedCut<Group, Kind>({
      open: (to) => to.map(count),
      count,
      items: {[Symbol.iterator]: () => groups.values()},
      order: ({born}) => born,
      isAsWas: (group) => group.cut < number,
      valueOf: (group) => this.#valueOf(group),
      putAside: (group) => void (group.cut = number),
      *write(to, {key, latest, rows}) {
        to.value(key);
        to.object(2);
        to.value('rows');
        yield* rows.write(to);
        to.value('latest');
        to.value(latest as readonly unknown[] as Plain);
      },
      release: ({rows}) => rows.close(),
      perStep: 8,
    });
    return this.#cut;
  }
  #valueOf({key, latest, rows}: Group): Kind {
    return {key, latest, rows: rows.cut(this.#serial)};
  }
  *loadSteps(from: ValueReader): Steps {
    this.load(new Map());
    for (let left = from.map(); left > 0; left--) {
      if (left % itemsPerStep === 0) yield;
      const group = this.opened(from.value() as GroupKey, []);
      yield* readRecord(from, {
        *rows() {
          for (let rows = from.map(); rows > 0; rows--) {
            if (rows % itemsPerStep === 0) yield;
            group.rows.add(from.value() as number, from.value() as unknown as Kept);
          }
        },
        latest: () => void (group.latest = from.value() as Row),
      });
    }
  }
  load(state: Plain): void {
    this.#cut?.close();
    this.#groups = new Map();
    for (const [key, {rows, latest}] of state as unknown as ReadonlyMap<
      GroupKey,
      {rows: ReadonlyMap<number, Kept>; latest: Row}
    >) {
      const group = this.opened(key, latest);
      for (const [serial, kept] of rows) group.rows.add(serial, kept);
    }
  }
}

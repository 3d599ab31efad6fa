import type {Plain, ValueReader} from '@tandem/wire';
import type {Row} from '../api.ts';
import type {Chunk, Kind} from '../core/chunk.ts';
import {type Cut, readPerStep, type Steps} from '../core/cut.ts';
import type {Stateful} from '../core/state.ts';
import {VersionedEntries, type VersionedEntry} from '../core/versioned-entries.ts';
import type {GroupKey} from './rate.ts';

type Entry = VersionedEntry<GroupKey> & {ts: number; kind: Kind; row: Row};

/** The last output event of each group, in order of first appearance. Saved as a map of what is kept of each. */
export class Latest implements Stateful {
  readonly #entries = new VersionedEntries<GroupKey, Entry>(saved);

  set(key: GroupKey, ts: number, kind: Kind, row: Row): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#add(key, ts, kind, row);
      return;
    }
    this.#entries.touch(entry);
    entry.ts = ts;
    entry.kind = kind;
    entry.row = row;
  }
  /** All of them, which stay. */
  release(out: Chunk): void {
    for (const {ts, kind, row} of this.#entries.values()) out.push(ts, kind, row);
  }
  clear(): void {
    this.#entries.clear();
  }
  save(): Plain {
    return new Map(Array.from(this.#entries.values(), (entry) => [entry.key, saved(entry)]));
  }
  cut(): Cut {
    return this.#entries.cutMap();
  }
  load(state: Plain): void {
    this.#entries.forget();
    for (const [key, [ts, kind, row]] of state as unknown as ReadonlyMap<GroupKey, [number, Kind, Row]>)
      this.#add(key, ts, kind, row);
  }
  *loadSteps(from: ValueReader): Steps {
    const count = from.map();
    this.#entries.forget(count);
    for (let left = count; left > 0; left--) {
      if (left % readPerStep === 0) yield;
      const key = from.value() as GroupKey;
      from.array();
      this.#add(key, from.value() as number, from.value() as Kind, from.value() as Row);
    }
  }
  #add(key: GroupKey, ts: number, kind: Kind, row: Row): void {
    // As the key of a map: 0 is -0.
    this.#entries.add({key: key === 0 ? 0 : key, ts, kind, row, born: 0, cut: 0, at: 0});
  }
}

const saved = ({ts, kind, row}: Entry): Plain => [ts, kind, row as readonly unknown[] as Plain];

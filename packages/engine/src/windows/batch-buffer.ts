import type {Plain, ValueReader} from '@tandem/wire';
import {must} from '@tandem/base';
import type {Row} from '../api.ts';
import type {Chunk, Kind} from '../core/chunk.ts';
import {type Cut, readList, type Steps, writeList} from '../core/cut.ts';

/** Of all empty buffers: nothing can be added to them. */
const NO_TIMES = Object.freeze([] as number[]) as number[];
const NO_ROWS = Object.freeze([] as Row[]) as Row[];

/** The events of one batch, which come one by one and leave together. */
export class BatchBuffer {
  // None at first: a partition has one per key.
  ts = NO_TIMES;
  rows = NO_ROWS;

  get length(): number {
    return this.rows.length;
  }
  push(ts: number, row: Row): void {
    if (this.rows === NO_ROWS) {
      this.ts = [ts];
      this.rows = [row];
      return;
    }
    this.ts.push(ts);
    this.rows.push(row);
  }
  /** Adds all events to `out`, stamped `ts` where given, else with their own timestamps. */
  into(out: Chunk, kind: Kind, ts?: number): void {
    for (let i = 0; i < this.rows.length; i++) out.push(ts ?? this.ts[i]!, kind, this.rows[i]!);
  }
  each(visit: (ts: number, row: Row) => void): void {
    for (let i = 0; i < this.rows.length; i++) visit(this.ts[i]!, this.rows[i]!);
  }
  /** Empties this buffer; what it held is returned. */
  take(): BatchBuffer {
    const taken = new BatchBuffer();
    [taken.ts, taken.rows] = [this.ts, this.rows];
    this.clear();
    return taken;
  }
  clear(): void {
    this.ts = NO_TIMES;
    this.rows = NO_ROWS;
  }
  save(): Plain {
    return [[...this.ts], [...this.rows] as unknown as Plain];
  }
  /** Events are only ever added to a list, until a new one begins. */
  cut(): Cut {
    return batchCut(this.ts, this.rows, 0, this.length);
  }
  *loadSteps(from: ValueReader): Steps {
    from.array();
    this.ts = yield* readList<number>(from);
    this.rows = (yield* readList(from)) as unknown[] as Row[];
  }
  load(state: Plain): void {
    const [ts, rows] = state as [number[], Row[]];
    this.clear();
    for (const [i, t] of ts.entries()) this.push(t, must(rows[i], 'a row per timestamp'));
  }
}

/** As `BatchBuffer.save`, of `length` events from `from` on; lists to which events are only ever added. */
export const batchCut = (ts: readonly number[], rows: readonly Row[], from: number, length: number): Cut => ({
  *write(to) {
    to.array(2);
    for (const list of [ts, rows as readonly unknown[] as readonly Plain[]])
      yield* writeList(to, length, (i) => to.value(list[from + i]!));
  },
  close() {},
});

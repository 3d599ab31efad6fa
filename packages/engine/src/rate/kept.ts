import type {Plain} from '@tandem/wire';
import {type Cut, listCut} from '../core/cut.ts';
import type {Stateful} from '../core/state.ts';
import type {Row} from '../api.ts';
import type {Chunk, Kind} from '../core/chunk.ts';

/** An output event that waits. */
export type Kept = readonly [ts: number, kind: Kind, row: Row];

export function release(kept: Iterable<Kept>, out: Chunk): void {
  for (const [ts, kind, row] of kept) out.push(ts, kind, row);
}

/** Output events that wait for their turn, in order. */
export class Waiting implements Stateful {
  /** Only ever added to, until another takes its place. */
  #kept: Kept[] = [];

  push(kept: Kept): number {
    return this.#kept.push(kept);
  }
  /** All of them, which wait no more. */
  take(): readonly Kept[] {
    const taken = this.#kept;
    this.#kept = [];
    return taken;
  }
  save(): Plain {
    return [...this.#kept] as unknown as Plain;
  }
  cut(): Cut {
    return listCut(this.#kept as readonly unknown[] as readonly Plain[]);
  }
  load(state: Plain): void {
    this.#kept = [...(state as unknown as Kept[])];
  }
}

import type {Plain} from '@tandem/wire';
import type {Row} from '../api.ts';
import type {Chunk, Kind} from '../core/chunk.ts';
import type {GroupKey} from './rate.ts';

/** An output event that waits. */
export type Kept = readonly [ts: number, kind: Kind, row: Row];

export function release(kept: Iterable<Kept>, out: Chunk): void {
  for (const [ts, kind, row] of kept) out.push(ts, kind, row);
}

export function saveKept(kept: readonly Kept[]): Plain {
  return [...kept] as unknown as Plain;
}
export function loadKept(state: Plain): Kept[] {
  return [...(state as unknown as Kept[])];
}
export function saveGroups(groups: ReadonlyMap<GroupKey, Kept>): Plain {
  return new Map(groups) as unknown as Plain;
}
export function loadGroups(state: Plain): Map<GroupKey, Kept> {
  return new Map(state as unknown as ReadonlyMap<GroupKey, Kept>);
}

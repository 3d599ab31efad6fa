import type {Row} from '../api.ts';
import type {Entry} from '../tables/table.ts';
import {overlay} from './overlay.ts';
import type {ExternalFailure, ExternalTableInfo, ExternalWrite} from './port.ts';

/** What has to be done to a database's rows, in this order: remove, replace, insert. A row that is replaced keeps its primary key. */
export type RowChanges = {removed: Row[]; replaced: {from: Row; to: Row}[]; inserted: Row[]};
export type WrittenOff = {number: number; failures: readonly ExternalFailure[]};

/**
 * Applies writes to `rows`, which hold all that their candidates describe: with the very code that would change a table in memory, so
 * that both answer the same.
 */
export function applyWrites(
  info: ExternalTableInfo,
  rows: readonly Row[],
  writes: readonly ExternalWrite[],
): {changes: RowChanges; refused: WrittenOff[]} {
  const table = overlay(info, rows);
  const before = new Map<Entry, Row>();
  for (const entry of table.all()) before.set(entry, entry.row);
  const refused: WrittenOff[] = [];
  for (const write of writes) {
    const failures = write.apply(table);
    if (failures.length > 0) refused.push({number: write.number, failures});
  }
  const changes: RowChanges = {removed: [], replaced: [], inserted: []};
  const left = new Set<Entry>();
  for (const entry of table.all()) {
    const from = before.get(entry);
    left.add(entry);
    if (!from) changes.inserted.push(entry.row);
    else if (from !== entry.row && !same(from, entry.row)) {
      if (info.key.every((position) => from[position] === entry.row[position]))
        changes.replaced.push({from, to: entry.row});
      else {
        changes.removed.push(from);
        changes.inserted.push(entry.row);
      }
    }
  }
  for (const [entry, row] of before) if (!left.has(entry)) changes.removed.push(row);
  return {changes, refused};
}

const same = (a: Row, b: Row): boolean => a.every((value, i) => Object.is(value, b[i] ?? null));

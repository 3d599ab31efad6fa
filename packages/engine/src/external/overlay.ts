import type {Row} from '../api.ts';
import {MemoryTable} from '../tables/memory-table.ts';
import {indexesOf} from './external-table.ts';
import type {ExternalTableInfo} from './port.ts';

/** Rows of an external table for a while, as a table of the engine. Throws where two have one primary key. */
export function overlay(info: ExternalTableInfo, rows: readonly Row[]): MemoryTable {
  const {id, attributes, key} = info;
  const twice = (reason: string): never => {
    throw new Error(`${reason}, so the database does not keep its primary key`);
  };
  const table = new MemoryTable({id, attributes, key, indexes: indexesOf(info)}, {lost: twice, unchanged: () => {}});
  for (const row of rows) table.insert(row);
  return table;
}

import type {Candidate, Row} from '@tandem/engine';
import {fromSql, type Session} from './database.ts';
import {columnNames, type SqlTable} from './sql-table.ts';
import {valueText, wheresOf} from './where.ts';

/** What an app asks to have read at once is more than is ever journalled. */
export class TooManyRows extends Error {}

/** All rows that a candidate describes, each once. `tail`: of each SELECT. Throws `TooManyRows` where they are more than `most`. */
export async function findRows(
  session: Session,
  table: SqlTable,
  candidates: readonly Candidate[],
  most: number,
  tail: string,
): Promise<Row[]> {
  const {info, quoted, columns, dialect} = table;
  const {key} = info;
  const names = columns.map(({name}) => dialect.quoted(name)).join(',');
  const order = key.length > 0 ? ` ORDER BY ${columnNames(table, key)}` : '';
  const wheres = wheresOf(candidates, columns, dialect, key.length === 0);
  const found: Row[] = [];
  const keys = new Set<string>();
  for (const {sql, values} of wheres) {
    const rows = await session.rows(`SELECT ${names} FROM ${quoted}${sql}${order} LIMIT ${most + 1}${tail}`, values);
    for (const row of rows) {
      const own = columns.map((column, position) => fromSql(row[position], column));
      // Several statements may find one row.
      if (wheres.length > 1) {
        const text = key.map((position) => valueText(own[position] ?? null)).join('\0');
        if (keys.has(text)) continue;
        keys.add(text);
      }
      found.push(own);
    }
    if (found.length > most)
      throw new TooManyRows(
        `of table '${info.id}' more than ${most} rows would have to be looked at: no comparison of its condition narrows them down`,
      );
  }
  return found;
}

import type {Bound, Row, RowChanges} from '@tandem/engine';
import {type Session, type SqlValue, toSql} from './database.ts';
import type {SqlTable} from './sql-table.ts';
import {powerBelow, type Where, wheresOf} from './where.ts';

/** `hasOneKey`: no unique index beside that of the key, so that rows can be replaced several at once. */
export async function changeRows(
  session: Session,
  table: SqlTable,
  {removed, replaced, inserted}: RowChanges,
  hasOneKey: boolean,
): Promise<void> {
  const {info, columns, dialect} = table;
  const {key} = info;
  await remove(session, table, removed);
  if (key.length > 0 && hasOneKey) {
    const rows = replaced.map(({to}) => to);
    const others = columns.filter((_, position) => !key.includes(position)).map(({name}) => name);
    const keys = key.map((position) => columns[position]!.name);
    await insert(session, table, rows, others.length > 0 ? dialect.orReplace(keys, others) : '');
  } else {
    const sets = columns.map(({name}) => `${dialect.quoted(name)}=?`).join(',');
    for (const {from, to} of replaced) {
      const {sql, values} = like(table, from);
      await session.run(dialect.one(`UPDATE`, `${table.quoted} SET ${sets}`, sql), [...valuesOf(table, to), ...values]);
    }
  }
  await insert(session, table, inserted, '');
}

/** By key as many at once as a statement takes; a row of no key, or of one with a null that others have written, by itself. */
async function remove(session: Session, table: SqlTable, rows: readonly Row[]): Promise<void> {
  const {info, quoted, columns, dialect} = table;
  const {key} = info;
  const isKeyed = (row: Row): boolean => key.length > 0 && key.every((position) => (row[position] ?? null) !== null);
  const keys = rows
    .filter(isKeyed)
    .map((row) => key.map((position): Bound => ({position, operator: '==', value: row[position] ?? null})));
  for (const {sql, values} of wheresOf(keys, columns, dialect, false))
    await session.run(`DELETE FROM ${quoted}${sql}`, values);
  for (const row of rows) {
    if (isKeyed(row)) continue;
    const {sql, values} = like(table, row);
    await session.run(dialect.one('DELETE FROM', quoted, sql), values);
  }
}

async function insert(session: Session, table: SqlTable, rows: readonly Row[], tail: string): Promise<void> {
  const {quoted, columns, dialect} = table;
  const names = columns.map(({name}) => dialect.quoted(name)).join(',');
  const one = `(${columns.map(() => '?').join(',')})`;
  const most = Math.max(1, Math.min(256, Math.floor(dialect.mostValues / columns.length)));
  for (let at = 0; at < rows.length;) {
    const size = powerBelow(Math.min(most, rows.length - at));
    const some = rows.slice(at, at + size);
    await session.run(
      `INSERT INTO ${quoted} (${names}) VALUES ${some.map(() => one).join(',')}${tail}`,
      some.flatMap((row) => valuesOf(table, row)),
    );
    at += size;
  }
}

/** One row that is like this; by its key where the table has one. */
function like(table: SqlTable, row: Row): Where {
  const {info, columns, dialect} = table;
  const positions = info.key.length > 0 ? [...info.key] : columns.map((_, position) => position);
  const sql = positions.map((position) => `${dialect.quoted(columns[position]!.name)} ${dialect.same} ?`).join(' AND ');
  const values = valuesOf(table, row);
  return {sql, values: positions.map((position) => values[position]!)};
}

const valuesOf = ({columns}: SqlTable, row: Row): SqlValue[] =>
  columns.map(({type}, position) => toSql(row[position] ?? null, type));

import type {Database, Session} from './database.ts';
import {columnNames, type SqlTable} from './sql-table.ts';

/**
 * Creates the table where there is none; throws, in words, where the one that is there does not fit. `hasOneKey`: it has no
 * unique index beside that of the key.
 */
export async function prepareTable(
  session: Session,
  database: Database,
  table: SqlTable,
): Promise<{hasOneKey: boolean}> {
  const {info, name: own, columns} = table;
  const found = await database.columns(session, own);
  if (!found) {
    await create(session, table);
    return {hasOneKey: true};
  }
  for (const {name, type} of columns) {
    const column = found.get(name.toLowerCase());
    if (!column) throw new Error(`table ${own} of the database has no column ${name}`);
    if (column.isText !== (type === 'string'))
      throw new Error(`column ${name} of table ${own} of the database cannot hold ${type} values`);
  }
  const names = info.key.map((position) => columns[position]!.name.toLowerCase()).toSorted();
  if (names.length === 0) return {hasOneKey: true};
  const isKey = (unique: readonly string[]): boolean => unique.toSorted().join('\0') === names.join('\0');
  const uniques = await database.uniques(session, own);
  if (!uniques.some(isKey))
    throw new Error(`table ${own} of the database has no primary key or unique index on (${names.join(', ')})`);
  const blurred = names.find((name) => found.get(name)?.isExact === false);
  if (blurred !== undefined)
    throw new Error(
      `column ${blurred} of table ${own} of the database takes different texts for one: its collation has to be binary and without padding`,
    );
  return {hasOneKey: uniques.every(isKey)};
}

async function create(session: Session, table: SqlTable): Promise<void> {
  const {name: own, quoted, columns, dialect} = table;
  const {key, indexes} = table.info;
  const defined = columns.map(
    (column, position) =>
      `${dialect.quoted(column.name)} ${dialect.typeOf(column)}${key.includes(position) ? ' NOT NULL' : ''}`,
  );
  const primary = key.length > 0 ? [`PRIMARY KEY (${columnNames(table, key)})`] : [];
  await session.run(
    `CREATE TABLE IF NOT EXISTS ${quoted} (${[...defined, ...primary].join(', ')})${dialect.tableOptions}`,
    [],
  );
  for (const [at, positions] of indexes.entries())
    await session.run(
      `CREATE INDEX ${dialect.quoted(`${own.slice(0, 48)}_INDEX_${at + 1}`)} ON ${quoted} (${columnNames(table, positions)})`,
      [],
    );
}

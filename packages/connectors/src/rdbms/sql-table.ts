import type {ExternalTableInfo} from '@tandem/engine';
import type {Column, Database, Dialect} from './database.ts';

/** An external table as statements name it. */
export type SqlTable = {
  readonly info: ExternalTableInfo;
  /** In the database. */
  readonly name: string;
  readonly quoted: string;
  /** In the order of the attributes. */
  readonly columns: readonly Column[];
  /** Asked for each statement: a database may know its own only once it is connected. */
  readonly dialect: Dialect;
};

/** `name`: in the database. */
export function sqlTable(info: ExternalTableInfo, name: string, database: Database): SqlTable {
  return {
    info,
    name,
    quoted: database.dialect.quoted(name),
    columns: info.attributes.map((a, position) => ({...a, length: info.lengths.get(position) ?? 0})),
    get dialect() {
      return database.dialect;
    },
  };
}

/** Quoted, with commas between. */
export const columnNames = ({columns, dialect}: SqlTable, positions: readonly number[]): string =>
  positions.map((position) => dialect.quoted(columns[position]!.name)).join(',');

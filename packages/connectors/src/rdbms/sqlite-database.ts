import {DatabaseSync} from 'node:sqlite';
import {columnsByIndex, type Database, type Dialect, type Session, type SqlValue} from './database.ts';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const dialect: Dialect = {
  quoted,
  typeOf: ({type}) => {
    if (type === 'string') return 'TEXT';
    return type === 'float' || type === 'double' ? 'REAL' : type === 'long' ? 'BIGINT' : 'INTEGER';
  },
  tableOptions: '',
  forUpdate: '',
  insertNew: 'INSERT OR IGNORE INTO',
  same: 'IS',
  one: (verb, table, where) => {
    const [name = table] = table.split(' SET ');
    return `${verb} ${table} WHERE rowid IN (SELECT rowid FROM ${name} WHERE ${where} LIMIT 1)`;
  },
  orReplace: (key, columns) =>
    ` ON CONFLICT (${key.map(quoted).join(',')}) DO UPDATE SET ${columns.map((c) => `${quoted(c)}=excluded.${quoted(c)}`).join(',')}`,
  mostValues: 30_000,
};

/** SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH. */
const refusals: ReadonlySet<number> = new Set([19, 18, 20]);

/**
 * A SQLite file. Transactions of this handle follow each other: none is open while another's statements run. Another process's
 * transactions are waited for, shortly.
 */
export class SqliteDatabase implements Database {
  readonly dialect = dialect;
  readonly #path: string;
  #handle: DatabaseSync | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }
  transaction<T>(body: (session: Session) => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      const handle = (this.#handle ??= this.#open());
      handle.exec('BEGIN IMMEDIATE');
      try {
        const result = await body(sessionOn(handle));
        handle.exec('COMMIT');
        return result;
      } catch (error) {
        if (handle.isTransaction) handle.exec('ROLLBACK');
        throw error;
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
  async columns(
    session: Session,
    table: string,
  ): Promise<Map<string, {isText: boolean; isExact: boolean}> | undefined> {
    const rows = await session.rows(`SELECT name, type FROM pragma_table_info(?)`, [table]);
    if (rows.length === 0) return undefined;
    return new Map(
      rows.map(([name, type]) => [
        String(name).toLowerCase(),
        {isText: /CHAR|TEXT|CLOB/i.test(String(type)), isExact: true},
      ]),
    );
  }
  async uniques(session: Session, table: string): Promise<string[][]> {
    const rows = await session.rows(
      `SELECT i.name, c.name FROM pragma_index_list(?) i, pragma_index_info(i.name) c WHERE i."unique" = 1 AND i.partial = 0
       UNION ALL SELECT '', name FROM pragma_table_info(?) WHERE pk > 0`,
      [table, table],
    );
    return columnsByIndex(rows);
  }
  refusal(error: unknown): string | null {
    if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
    return refusals.has(error.errcode & 0xff) ? error.message : null;
  }
  async close(): Promise<void> {
    await this.#last;
    if (this.#handle?.isOpen) this.#handle.close();
    this.#handle = undefined;
  }
  #open(): DatabaseSync {
    // Waiting stops the process: short, and tried again later.
    const handle = new DatabaseSync(this.#path, {timeout: 500});
    handle.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    return handle;
  }
}

function sessionOn(handle: DatabaseSync): Session {
  const prepare = (sql: string): ReturnType<DatabaseSync['prepare']> => {
    const statement = handle.prepare(sql);
    statement.setReadBigInts(true);
    return statement;
  };
  return {
    rows: (sql, values) => {
      const statement = prepare(sql);
      statement.setReturnArrays(true);
      return Promise.resolve(statement.all(...(values as SqlValue[])) as unknown as unknown[][]);
    },
    run: (sql, values) => {
      prepare(sql).run(...values);
      return Promise.resolve();
    },
  };
}

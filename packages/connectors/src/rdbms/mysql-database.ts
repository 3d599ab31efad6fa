import {createPool, type Pool, type PoolConnection} from 'mysql2/promise';
import {columnsByIndex, type Database, type Dialect, type Session, type SqlValue} from './database.ts';
import type {MysqlUrl} from './jdbc-url.ts';

const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** Characters of the longest VARCHAR; beyond it a column is a LONGTEXT. */
const longestVarchar = 4000;

/** `collation`: binary, and without padding: 'a' is neither 'A' nor 'a '. */
function dialectWith(collation: string): Dialect {
  return {
    quoted,
    typeOf: ({type, length}) => {
      if (type === 'string') return length > longestVarchar ? 'LONGTEXT' : `VARCHAR(${length})`;
      if (type === 'bool') return 'TINYINT(1)';
      // A FLOAT would lose digits on its way out.
      return type === 'int' ? 'INT' : type === 'long' ? 'BIGINT' : 'DOUBLE';
    },
    tableOptions: ` ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE ${collation}`,
    forUpdate: ' FOR UPDATE',
    insertNew: 'INSERT IGNORE INTO',
    same: '<=>',
    one: (verb, table, where) => `${verb} ${table} WHERE ${where} LIMIT 1`,
    orReplace: (_key, columns) =>
      ` ON DUPLICATE KEY UPDATE ${columns.map((c) => `${quoted(c)}=VALUES(${quoted(c)})`).join(',')}`,
    mostValues: 30_000,
  };
}

/**
 * What a server says when it will never take these data: duplicate key, null, no default, wrong value, too long, out of
 * range, constraint, foreign key, a trigger's signal.
 */
const refusals: ReadonlySet<number> = new Set([
  1062, 1586, 1048, 1364, 1366, 1292, 1265, 1406, 1264, 1690, 3819, 4025, 1451, 1452, 1644,
]);

const secondsOf = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

export type MysqlAccess = MysqlUrl & {username?: string; password?: string; poolSize?: number};

/** A MySQL or MariaDB server, over a few connections that are opened as needed. `timeoutMs`: of connecting, and of each statement. */
export class MysqlDatabase implements Database {
  readonly #pool: Pool;
  readonly #timeoutMs: number;
  #dialect = dialectWith('utf8mb4_bin');
  #known = false;
  readonly #setUpOnce = new WeakSet<object>();

  constructor({host, port, database, tls, username, password, poolSize = 4}: MysqlAccess, timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    this.#pool = createPool({
      host,
      port,
      database,
      ...(username !== undefined && {user: username}),
      ...(password !== undefined && {password}),
      ...(tls === 'system' && {ssl: {}}),
      charset: 'utf8mb4_bin',
      timezone: 'Z',
      connectTimeout: timeoutMs,
      connectionLimit: Math.max(2, poolSize),
      // Well before the server closes them.
      maxIdle: Math.max(2, poolSize) - 1,
      idleTimeout: timeoutMs,
      enableKeepAlive: true,
      supportBigNumbers: true,
      maxPreparedStatements: 200,
    });
  }
  get dialect(): Dialect {
    return this.#dialect;
  }
  async transaction<T>(body: (session: Session) => Promise<T>): Promise<T> {
    const connection = await this.#pool.getConnection();
    let usable = false;
    try {
      const session = this.#sessionOn(connection);
      if (!this.#known) await this.#learn(session);
      await this.#setUp(connection);
      await this.#say(connection, 'START TRANSACTION');
      try {
        const result = await body(session);
        await this.#say(connection, 'COMMIT');
        usable = true;
        return result;
      } catch (error) {
        await this.#say(connection, 'ROLLBACK');
        usable = true;
        throw error;
      }
    } finally {
      // What a connection is still doing that did not answer is not known.
      if (usable) connection.release();
      else connection.destroy();
    }
  }
  async columns(
    session: Session,
    table: string,
  ): Promise<Map<string, {isText: boolean; isExact: boolean}> | undefined> {
    const rows = await session.rows(
      'SELECT column_name, data_type, collation_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?',
      [table],
    );
    if (rows.length === 0) return undefined;
    return new Map(
      rows.map(([name, type, collation]) => [
        String(name).toLowerCase(),
        {
          isText: /char|text|enum/i.test(String(type)),
          isExact: typeof collation !== 'string' || /^utf8mb4_(nopad|0900)_bin$/.test(collation),
        },
      ]),
    );
  }
  async uniques(session: Session, table: string): Promise<string[][]> {
    const rows = await session.rows(
      'SELECT index_name, column_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND non_unique = 0 AND sub_part IS NULL',
      [table],
    );
    return columnsByIndex(rows);
  }
  refusal(error: unknown): string | null {
    if (!(error instanceof Error) || !('errno' in error) || typeof error.errno !== 'number') return null;
    return refusals.has(error.errno) ? error.message : null;
  }
  async close(): Promise<void> {
    await this.#pool.end();
  }
  /** Which collation the server has: MySQL and MariaDB call it differently. */
  async #learn(session: Session): Promise<void> {
    const rows = await session.rows(
      "SELECT collation_name FROM information_schema.collations WHERE collation_name IN ('utf8mb4_0900_bin', 'utf8mb4_nopad_bin')",
      [],
    );
    const [found] = rows;
    if (!found)
      throw new Error('the server has no binary collation without padding: MySQL 8.0.17 or MariaDB 10.2 is needed');
    this.#dialect = dialectWith(String(found[0]));
    this.#known = true;
  }
  async #setUp(connection: PoolConnection): Promise<void> {
    if (this.#setUpOnce.has(connection.connection)) return;
    await this.#say(connection, 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    await this.#say(connection, "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE'");
    // A process that is frozen inside a transaction keeps its rows locked only until the server has lost patience with it.
    await this.#say(connection, `SET SESSION wait_timeout = ${secondsOf(3 * this.#timeoutMs)}`);
    await this.#say(connection, `SET SESSION innodb_lock_wait_timeout = ${secondsOf(this.#timeoutMs)}`);
    this.#setUpOnce.add(connection.connection);
  }
  async #say(connection: PoolConnection, sql: string): Promise<void> {
    await connection.query({sql, timeout: this.#timeoutMs});
  }
  #sessionOn(connection: PoolConnection): Session {
    const timeout = this.#timeoutMs;
    const asSent = (values: readonly SqlValue[]): (string | number | null)[] =>
      values.map((value) => (typeof value === 'bigint' ? String(value) : value));
    return {
      rows: async (sql, values) => {
        const [rows] = await connection.execute({sql, timeout, rowsAsArray: true}, asSent(values));
        return rows as unknown as unknown[][];
      },
      run: async (sql, values) => {
        await connection.execute({sql, timeout}, asSent(values));
      },
    };
  }
}

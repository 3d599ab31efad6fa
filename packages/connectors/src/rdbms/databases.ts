import type {Database} from './database.ts';
import {parseJdbcUrl, parseSqliteUrl} from './jdbc-url.ts';
import {MysqlDatabase} from './mysql-database.ts';
import {SqliteDatabase} from './sqlite-database.ts';
import type {DatabaseAccess} from './store-options.ts';

export type Access = DatabaseAccess & {poolSize?: number};

/** The databases that external tables of one node are in: one each, however many tables are in it. Nothing is opened before it is used. */
export class Databases {
  readonly #timeoutMs: number;
  readonly #open = new Map<string, Database>();

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }
  at({url, username, password, poolSize}: Access): Database {
    const key = JSON.stringify([url, username, password]);
    let database = this.#open.get(key);
    if (!database) {
      const file = parseSqliteUrl(url);
      const server = parseJdbcUrl(url);
      if (file !== undefined) database = new SqliteDatabase(file);
      else if (server)
        database = new MysqlDatabase(
          {
            ...server,
            ...(username !== undefined && {username}),
            ...(password !== undefined && {password}),
            ...(poolSize !== undefined && {poolSize}),
          },
          this.#timeoutMs,
        );
      else throw new Error('expected the URL of a database, jdbc:mysql://host:port/database or jdbc:sqlite:file');
      this.#open.set(key, database);
    }
    return database;
  }
  /** Lets go of all connections; databases that are used later are opened again. */
  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(open.map((database) => database.close().catch(() => undefined)));
  }
}

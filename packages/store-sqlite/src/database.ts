import {open} from 'node:fs/promises';
import {DatabaseSync, type SQLInputValue, type StatementSync} from 'node:sqlite';
import {migrate} from './schema.ts';

export type Row = Record<string, unknown>;

/**
 * One handle on the file. WAL, so that readers and the one writer do not wait
 * for each other; every commit is synced (`synchronous=FULL`), but for those of `touch`: an entry is
 * answered once its INSERT is done, and must outlive a loss of power. The thread waits for the disk meanwhile.
 */
export class Database {
  readonly #path: string;
  readonly #handle: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string, busyTimeoutMs: number) {
    this.#path = path;
    this.#handle = new DatabaseSync(path, {timeout: busyTimeoutMs});
    this.#handle.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
    this.transaction(() => migrate(this));
  }
  /** Rows that the WHERE matched, changed or not. */
  run(sql: string, values: Record<string, SQLInputValue> = {}): number {
    return Number(this.#prepared(sql).run(values).changes);
  }
  /**
   * As `run`, without waiting for the disk: for what is written again and again, and is worth nothing once all processes of
   * this machine have ended. A loss of power may undo it, and nothing that was written by `run`.
   */
  touch(sql: string, values: Record<string, SQLInputValue> = {}): number {
    return this.unsynced(() => this.run(sql, values));
  }
  /** What `body` writes does not wait for the disk: `settle` has it get there, or the next commit outside does. */
  unsynced<T>(body: () => T): T {
    this.#handle.exec('PRAGMA synchronous = NORMAL');
    try {
      return body();
    } finally {
      this.#handle.exec('PRAGMA synchronous = FULL');
    }
  }
  /**
   * Has all that was committed so far written to the disk, in a thread of the pool: a commit afterwards waits for little more than
   * itself. Only that commit says what is durable; where there is no log file yet, nothing is done.
   */
  async settle(): Promise<void> {
    // No lock of SQLite's is on this file: those on the other two would be lost when it is closed.
    const log = await open(`${this.#path}-wal`, 'r+').catch(() => undefined);
    try {
      await log?.datasync();
    } finally {
      await log?.close();
    }
  }
  all(sql: string, values: Record<string, SQLInputValue> = {}): Row[] {
    return this.#prepared(sql).all(values);
  }
  get(sql: string, values: Record<string, SQLInputValue> = {}): Row | undefined {
    return this.#prepared(sql).get(values);
  }
  /** Several statements at once, without values. */
  script(sql: string): void {
    this.#handle.exec(sql);
  }
  /** All or nothing. Takes the write lock first, so that what is read stays true until the commit. */
  transaction<T>(body: () => T): T {
    this.#handle.exec('BEGIN IMMEDIATE');
    try {
      const result = body();
      this.#handle.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#handle.isTransaction) this.#handle.exec('ROLLBACK');
      throw error;
    }
  }
  close(): void {
    if (this.#handle.isOpen) this.#handle.close();
  }
  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#handle.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** Database time: the host's clock as SQLite reads it once a statement, ms since 1970. */
export const now = `CAST(ROUND(unixepoch('now', 'subsec') * 1000) AS INTEGER)`;

import {DatabaseSync, type SQLInputValue, type StatementSync} from 'node:sqlite';
import {CheckpointThread, type Progress} from './checkpoint-thread.ts';
import {Checkpoints, passPages} from './checkpoints.ts';
import {LogFile} from './log-file.ts';
import {migrate} from './schema.ts';

export type Row = Record<string, unknown>;

/** What may be done otherwise: defaults are the real ones. */
type Choices = {
  log?: Pick<LogFile, 'sync' | 'settle' | 'close'>;
  /** Begins the thread that copies the log back. */
  checkpointThread?: () => Pick<CheckpointThread, 'pass' | 'end'>;
  /** Told when that thread has failed: the log is copied back on this one from then on. */
  onCheckpointFailure?: (reason: unknown) => void;
};

/** Earlier ones know no look at the log that does nothing to it. */
const canLook = (process.versions['sqlite'] ?? '') >= '3.51';

/**
 * One handle on the file. WAL, so that readers and the one writer do not wait for each other. Commits are synced (`synchronous=FULL`), which others
 * who would write wait for; what is committed within `unsynced` is on the disk after the next such commit, `sync` or `settle`, and they wait for
 * none of that. The log is copied back by a thread, see `Checkpoints`.
 */
export class Database {
  readonly #handle: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #log: Pick<LogFile, 'sync' | 'settle' | 'close'>;
  readonly #checkpoints: Checkpoints | undefined;
  #isTorn = false;

  constructor(path: string, busyTimeoutMs: number, choices: Choices = {}) {
    this.#handle = new DatabaseSync(path, {timeout: busyTimeoutMs});
    this.#handle.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
    this.#log = choices.log ?? new LogFile(path);
    if (canLook) {
      this.#copyBackFrom(0);
      this.#checkpoints = new Checkpoints({
        look: () => this.get('PRAGMA wal_checkpoint(NOOP)') as Progress,
        start: choices.checkpointThread ?? (() => new CheckpointThread(path)),
        fallBack: (reason) => {
          this.#copyBackFrom(passPages);
          choices.onCheckpointFailure?.(reason);
        },
      });
    }
    this.transaction(() => migrate(this));
  }
  /** Rows that the WHERE matched, changed or not. */
  run(sql: string, values: Record<string, SQLInputValue> = {}): number {
    const {changes} = this.#prepared(sql).run(values);
    if (!this.#handle.isTransaction) this.#checkpoints?.committed();
    return Number(changes);
  }
  /**
   * As `run`, without waiting for the disk: for what is written again and again, and is worth nothing once all processes of
   * this machine have ended. A loss of power may undo it, and nothing that was written by `run`.
   */
  touch(sql: string, values: Record<string, SQLInputValue> = {}): number {
    return this.unsynced(() => this.run(sql, values));
  }
  /** What `body` writes does not wait for the disk: `sync` and `settle` have it get there, or the next commit outside does. */
  unsynced<T>(body: () => T): T {
    this.#handle.exec('PRAGMA synchronous = NORMAL');
    try {
      return body();
    } finally {
      this.#handle.exec('PRAGMA synchronous = FULL');
    }
  }
  /**
   * Waits until all that was committed so far is on the disk. Throws when the disk did not take it. Then later commits would stand
   * behind a hole in the log, where nothing is found after a loss of power: the next time all of the log is copied back first, or it throws again.
   */
  sync(): void {
    if (this.#isTorn) this.#mend();
    try {
      this.#log.sync();
    } catch (error) {
      this.#isTorn = true;
      throw error;
    }
  }
  /** As `sync`, in a thread of the pool: for what is large. */
  async settle(): Promise<void> {
    if (this.#isTorn) this.#mend();
    try {
      await this.#log.settle();
    } catch (error) {
      this.#isTorn = true;
      throw error;
    }
  }
  #mend(): void {
    const {busy} = this.#handle.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as {busy: number};
    if (busy !== 0)
      throw new Error('the log could not be written to the disk, nor be begun anew while another process reads');
    this.#isTorn = false;
  }
  /** To be waited for before a transaction that is one of many: the log is about to begin anew. Undefined most of the time. */
  get pause(): Promise<void> | undefined {
    return this.#checkpoints?.pause;
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
      this.#checkpoints?.committed();
      return result;
    } catch (error) {
      if (this.#handle.isTransaction) this.#handle.exec('ROLLBACK');
      throw error;
    }
  }
  async close(): Promise<void> {
    await this.#checkpoints?.end();
    await this.#log.close();
    if (this.#handle.isOpen) this.#handle.close();
  }
  /** A commit that leaves the log so long copies it back, in pages; 0 for none. */
  #copyBackFrom(pages: number): void {
    this.#handle.exec(`PRAGMA wal_autocheckpoint = ${pages}`);
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

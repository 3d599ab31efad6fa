import type {Connection, ResultSetHeader, RowDataPacket} from 'mysql2/promise';
import {connect} from './connect.ts';
import type {Settings} from './options.ts';

export type Value = string | number | null | Uint8Array;

/** The statement's result did not come in time. It may still run, or be applied later. */
class StatementTimeout extends Error {
  override readonly name = 'StatementTimeout';
}

/**
 * A few connections, opened as needed. Every use has one deadline for all of
 * it: waiting for a connection, connecting, statements. A use that misses it
 * rejects, and its connection is destroyed, as its state is unknown; so are the
 * idle ones once it is their turn, since a dead path kills them all silently.
 */
export class Pool {
  readonly settings: Settings;
  #idle: Pooled[] = [];
  #open = 0;
  #waiting: (() => void)[] = [];
  #suspectBefore = 0;
  #closed = false;

  constructor(settings: Settings) {
    this.settings = settings;
  }
  /** Rows of a SELECT. */
  async rows(
    sql: string,
    values: readonly Value[],
    timeoutMs = this.settings.statementTimeoutMs,
  ): Promise<RowDataPacket[]> {
    return this.use(timeoutMs, async (connection) => (await connection.execute<RowDataPacket[]>(sql, [...values]))[0]);
  }
  /** Rows that a write matched, changed or not. */
  async run(sql: string, values: readonly Value[], timeoutMs = this.settings.statementTimeoutMs): Promise<number> {
    return this.use(
      timeoutMs,
      async (connection) => (await connection.execute<ResultSetHeader>(sql, [...values]))[0].affectedRows,
    );
  }
  /** Several statements on one connection. */
  async use<T>(timeoutMs: number, body: (connection: Connection) => Promise<T>): Promise<T> {
    const use: Use = {over: false};
    const deadline = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      use.over = true;
      // Here, since what waits for a destroyed connection is never told.
      if (use.pooled) {
        this.#suspectBefore = performance.now();
        this.#drop(use.pooled);
      }
      deadline.reject(new StatementTimeout(`no answer from the database within ${timeoutMs} ms`));
    }, timeoutMs);
    try {
      return await Promise.race([this.#run(use, timeoutMs, body), deadline.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
  /** Uses under way end with their own result; later ones reject. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const wake of this.#waiting.splice(0)) wake();
    await Promise.all(this.#idle.splice(0).map((pooled) => this.#end(pooled)));
  }

  async #run<T>(use: Use, timeoutMs: number, body: (connection: Connection) => Promise<T>): Promise<T> {
    const pooled = await this.#take(timeoutMs, use);
    if (use.over) {
      this.#giveBack(pooled, true);
      throw new StatementTimeout('the deadline passed while connecting');
    }
    use.pooled = pooled;
    let usable = false;
    try {
      const result = await this.#undisturbed(use, () => body(pooled.connection));
      usable = true;
      return result;
    } catch (error) {
      // What the server answers with an error code leaves the connection as it was; anything else does not.
      usable = error instanceof Error && 'sqlState' in error && !('fatal' in error && error.fatal === true);
      // After a failover its name leads elsewhere, but connections that are open stay with the server that was demoted.
      if (readOnly.has(errnoOf(error))) usable = false;
      if (!usable) this.#suspectBefore = performance.now();
      throw error;
    } finally {
      this.#giveBack(pooled, usable && !use.over);
    }
  }
  /**
   * A statement that was the victim of a deadlock was rolled back for certain,
   * so it is sent again, within the deadline of the use: its sender counts
   * from the first time.
   */
  async #undisturbed<T>(use: Use, body: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await body();
      } catch (error) {
        if (!deadlock.has(errnoOf(error)) || use.over) throw error;
      }
    }
  }
  async #take(timeoutMs: number, use: Use): Promise<Pooled> {
    for (;;) {
      if (this.#closed) throw new Error('the stores are closed');
      if (use.over) {
        // Woken in vain: the next one may have what this one no longer needs.
        this.#waiting.shift()?.();
        throw new StatementTimeout('the deadline passed while waiting for a connection');
      }
      const pooled = this.#idle.pop();
      if (pooled) {
        if (pooled.usedAt > this.#suspectBefore && !pooled.lost) return pooled;
        this.#drop(pooled);
      } else if (this.#open < this.settings.poolSize) {
        return await this.#connect(timeoutMs);
      } else {
        await new Promise<void>((wake) => this.#waiting.push(wake));
      }
    }
  }
  async #connect(timeoutMs: number): Promise<Pooled> {
    this.#open++;
    try {
      const pooled: Pooled = {
        connection: await connect(this.settings, timeoutMs),
        usedAt: performance.now(),
        lost: false,
        dropped: false,
      };
      pooled.connection.on('error', () => {
        pooled.lost = true;
      });
      pooled.connection.on('end', () => {
        pooled.lost = true;
      });
      return pooled;
    } catch (error) {
      this.#open--;
      this.#waiting.shift()?.();
      throw error;
    }
  }
  #giveBack(pooled: Pooled, usable: boolean): void {
    if (!usable) this.#drop(pooled);
    else if (this.#closed) void this.#end(pooled);
    else {
      pooled.usedAt = performance.now();
      this.#idle.push(pooled);
      this.#waiting.shift()?.();
    }
  }
  #drop(pooled: Pooled): void {
    if (pooled.dropped) return;
    pooled.dropped = true;
    pooled.connection.destroy();
    this.#open--;
    this.#waiting.shift()?.();
  }
  async #end(pooled: Pooled): Promise<void> {
    this.#open--;
    // A server that does not answer must not hold up a stop.
    const timer = setTimeout(() => pooled.connection.destroy(), this.settings.statementTimeoutMs);
    await pooled.connection.end().catch(() => pooled.connection.destroy());
    clearTimeout(timer);
  }
}

const errnoOf = (error: unknown): number =>
  error instanceof Error && 'errno' in error && typeof error.errno === 'number' ? error.errno : 0;
/** ER_LOCK_DEADLOCK. */
const deadlock: ReadonlySet<number> = new Set([1213]);
/** ER_OPTION_PREVENTS_STATEMENT (read_only), ER_READ_ONLY_MODE, ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION. */
const readOnly: ReadonlySet<number> = new Set([1290, 1836, 1792]);

/** `usedAt`: when it last answered, monotonic ms. */
type Pooled = {connection: Connection; usedAt: number; lost: boolean; dropped: boolean};
/** `over`: its deadline has passed. */
type Use = {pooled?: Pooled; over: boolean};

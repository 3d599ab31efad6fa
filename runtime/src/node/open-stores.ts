import {mkdirSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import type {ClusterStore, Journal, Log, SnapshotStore} from '@tandem/cluster';
import {openMysqlStores} from '@tandem/store-mysql';
import {openSqliteStores} from '@tandem/store-sqlite';
import type {Settings} from '../config/index.ts';
import {databasePassword} from './database-password.ts';
import {exitCodes, NodeExit} from './exit.ts';

export type Stores = {store: ClusterStore; journal: Journal; snapshots: SnapshotStore; close(): Promise<void>};

/** Between two attempts to reach the database, ms. */
const retryEvery = 1000;
/** MySQL: access denied for user; to database. */
const denied = new Set([1045, 1044]);

/**
 * The database's stores, their tables prepared. Tries until the database
 * answers or the configured time is over; then throws `NodeExit`.
 */
export async function openStores(s: Settings, log: Log, aborted: () => boolean = () => false): Promise<Stores> {
  const stores = s.databaseKind === 'mysql' ? mysql(s, log) : sqlite(s);
  const what =
    s.databaseKind === 'mysql'
      ? `the database at ${s.databaseHost}:${s.databasePort}`
      : `the database file ${s.databasePath}`;
  const until = performance.now() + s.databaseWaitSec * 1000;
  for (let attempt = 1; ; attempt++) {
    try {
      await stores.store.prepare();
      if (attempt > 1) log.info(`${what} answers`);
      return stores;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const errno = (error as {errno?: unknown}).errno;
      const over = performance.now() >= until || aborted();
      if (over || (typeof errno === 'number' && denied.has(errno))) {
        await stores.close();
        if (over)
          throw new NodeExit(exitCodes.databaseDown, `${what} did not answer within ${s.databaseWaitSec} s: ${reason}`);
        throw new NodeExit(exitCodes.accessDenied, `${what} refuses the user ${s.databaseUser}: ${reason}`);
      }
      log.warn(`${what} does not answer yet, attempt ${attempt}: ${reason}`);
      await new Promise((done) => setTimeout(done, retryEvery));
    }
  }
}

function mysql(s: Settings, log: Log): Stores {
  const tls = s.databaseTls === 'off' ? {} : {tls: s.databaseTls === 'rds' ? {ca: 'Amazon RDS'} : true};
  return openMysqlStores({
    host: s.databaseHost,
    port: s.databasePort,
    user: s.databaseUser,
    password: databasePassword(s, log),
    group: s.groupId,
    clusterDatabase: s.clusterDatabase,
    persistenceDatabase: s.persistenceDatabase,
    tables: {persistence: s.persistenceTable},
    poolSize: s.databasePoolSize,
    statementTimeoutMs: s.timingStatementTimeout,
    ...tls,
  });
}

function sqlite(s: Settings): Stores {
  const path = resolve(s.databasePath);
  try {
    mkdirSync(dirname(path), {recursive: true});
    return openSqliteStores({path, group: s.groupId, busyTimeoutMs: s.timingStatementTimeout});
  } catch (error) {
    throw new NodeExit(
      exitCodes.databaseDown,
      `the database file ${path} cannot be opened: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

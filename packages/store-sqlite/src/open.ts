import type {ClusterStore, Journal, SnapshotStore} from '@tandem/cluster';
import {SqliteClusterStore} from './cluster-store.ts';
import {Database} from './database.ts';
import {SqliteJournal} from './journal.ts';
import {SqliteSnapshotStore} from './snapshot-store.ts';

/** The three stores of one group. `close` gives up the handle; what was written stays. */
export type Stores = {store: ClusterStore; journal: Journal; snapshots: SnapshotStore; close: () => Promise<void>};

export type SqliteOptions = {
  /** The database file; created with its tables when missing. Both nodes of a group name the same file. */
  path: string;
  group: string;
  /** How long a statement waits for another process that is writing, ms, before it rejects. The event loop waits with it. @default 1000 */
  busyTimeoutMs?: number;
};

/**
 * The stores in one SQLite file, for pairs on one machine, for development and
 * for tests. Throws when the file cannot be opened or was written by a later version.
 */
export function openSqliteStores(options: SqliteOptions): Stores {
  const database = new Database(options.path, options.busyTimeoutMs ?? 1000);
  return {
    store: new SqliteClusterStore(database, options.group),
    journal: new SqliteJournal(database, options.group),
    snapshots: new SqliteSnapshotStore(database, options.group),
    close: async () => database.close(),
  };
}

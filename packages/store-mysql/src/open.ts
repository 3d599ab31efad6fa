import type {ClusterStore, Journal, SnapshotStore} from '@tandem/cluster';
import {MysqlClusterStore} from './cluster-store.ts';
import {MysqlJournal} from './journal.ts';
import {type MysqlOptions, settings} from './options.ts';
import {Pool} from './pool.ts';
import {MysqlSnapshotStore} from './snapshot-store.ts';

/** The three stores of one group, over one pool of connections. `close` ends the connections. */
export type Stores = {store: ClusterStore; journal: Journal; snapshots: SnapshotStore; close: () => Promise<void>};

/**
 * Connects with the first statement, not here. Throws for options that cannot
 * be used; trouble with the database is a rejection of the statement that met it.
 */
export function openMysqlStores(options: MysqlOptions): Stores {
  const pool = new Pool(settings(options));
  return {
    store: new MysqlClusterStore(pool),
    journal: new MysqlJournal(pool),
    snapshots: new MysqlSnapshotStore(pool),
    close: () => pool.close(),
  };
}

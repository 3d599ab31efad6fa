import {createHash} from 'node:crypto';
import {startThrowawayMysql, type ThrowawayMysql} from '@tandem/conformance';
import {type Connection, createConnection, type RowDataPacket} from 'mysql2/promise';
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {type MysqlOptions, openMysqlStores, type Stores} from './index.ts';

let server: ThrowawayMysql;
let root: Connection;
let clusterDatabase: string;
let persistenceDatabase: string;
let count = 0;
const opened: Stores[] = [];

beforeAll(async () => {
  server = await startThrowawayMysql();
  root = await createConnection(server.url);
});
afterAll(async () => {
  await Promise.all(opened.map((stores) => stores.close()));
  await root.end();
  await server.stop();
});
beforeEach(() => {
  count++;
  clusterDatabase = server.database(`cluster${count}`);
  persistenceDatabase = server.database(`persistence${count}`);
});

function open(more: Partial<MysqlOptions> = {}): Stores {
  const stores = openMysqlStores({
    url: server.url,
    group: 'si',
    clusterDatabase,
    persistenceDatabase,
    statementTimeoutMs: 10_000,
    ...more,
  });
  opened.push(stores);
  return stores;
}
const rows = async (sql: string): Promise<RowDataPacket[]> => (await root.query<RowDataPacket[]>(sql))[0];

test('many nodes that start at once on an empty server all find databases and tables', async () => {
  const nodes = Array.from({length: 6}, () => open({poolSize: 1}));
  await Promise.all(nodes.map((node) => node.store.prepare()));
  for (const node of nodes) expect((await node.store.readLeader()).row.epoch).toBe(0);
  expect(await rows(`SELECT COUNT(*) AS n FROM \`${clusterDatabase}\`.TANDEM_LEADER`)).toMatchObject([{n: 1}]);
});

test('a later start finds the work done, and waits for nobody who changes it', async () => {
  await open().store.prepare();
  const lock = (database: string): string => `tandem:${createHash('sha1').update(database).digest('hex')}`;
  await root.query('SELECT GET_LOCK(?, 0), GET_LOCK(?, 0)', [lock(clusterDatabase), lock(persistenceDatabase)]);
  try {
    await open({bulkTimeoutMs: 2000}).store.prepare();
  } finally {
    await root.query('DO RELEASE_LOCK(?), RELEASE_LOCK(?)', [lock(clusterDatabase), lock(persistenceDatabase)]);
  }
});

test('a table that is known in the other database only is made', async () => {
  await open({persistenceDatabase: clusterDatabase}).store.prepare();
  await open({clusterDatabase: persistenceDatabase}).store.prepare();
  const node = open();
  await node.store.prepare();
  await rows(`DELETE FROM \`${persistenceDatabase}\`.TANDEM_SCHEMA_VERSION WHERE table_name = 'TANDEM_CUT'`);
  await node.store.prepare();
  expect(
    await rows(`SELECT version FROM \`${persistenceDatabase}\`.TANDEM_SCHEMA_VERSION WHERE table_name = 'TANDEM_CUT'`),
  ).toMatchObject([{version: 1}]);
});

test('one database may hold everything', async () => {
  const node = open({persistenceDatabase: clusterDatabase});
  await node.store.prepare();
  const tables = await rows(
    `SELECT table_name AS t FROM information_schema.tables WHERE table_schema = '${clusterDatabase}'`,
  );
  expect(tables.map((row) => String(row['t'])).sort()).toStrictEqual([
    'PERSISTENCE_TABLE',
    'TANDEM_CUT',
    'TANDEM_JOURNAL',
    'TANDEM_LEADER',
    'TANDEM_MEMBER',
    'TANDEM_SCHEMA_VERSION',
  ]);
});

test('text is utf8mb4, compared by its bytes, whatever the database was created with', async () => {
  await root.query(`CREATE DATABASE \`${clusterDatabase}\` CHARACTER SET latin1`);
  await open().store.prepare();
  const columns = await rows(
    `SELECT DISTINCT collation_name AS c FROM information_schema.columns
     WHERE table_schema IN ('${clusterDatabase}', '${persistenceDatabase}') AND collation_name IS NOT NULL`,
  );
  expect(columns).toMatchObject([{c: 'utf8mb4_bin'}]);
});

test('every table is InnoDB and has a primary key', async () => {
  await open().store.prepare();
  const tables = await rows(
    `SELECT t.table_name AS name, t.engine AS engine, COUNT(k.column_name) AS keys_ FROM information_schema.tables t
     LEFT JOIN information_schema.key_column_usage k ON k.table_schema = t.table_schema
       AND k.table_name = t.table_name AND k.constraint_name = 'PRIMARY'
     WHERE t.table_schema IN ('${clusterDatabase}', '${persistenceDatabase}') GROUP BY t.table_name, t.engine, t.table_schema`,
  );
  expect(tables).toHaveLength(7);
  for (const {engine, keys_} of tables) expect([engine, Number(keys_) > 0]).toStrictEqual(['InnoDB', true]);
});

test('a schema of a later version is refused', async () => {
  await open().store.prepare();
  await root.query(
    `UPDATE \`${persistenceDatabase}\`.TANDEM_SCHEMA_VERSION SET version = 99 WHERE table_name = 'TANDEM_CUT'`,
  );
  await expect(open().store.prepare()).rejects.toThrow(/TANDEM_CUT.*version 99.*update the program/);
});

test('a persistence table of another system is refused and left alone', async () => {
  await root.query(`CREATE DATABASE \`${persistenceDatabase}\``);
  const table = `\`${persistenceDatabase}\`.PERSISTENCE_TABLE`;
  await root.query(`CREATE TABLE ${table} (id INT PRIMARY KEY, siddhiAppName VARCHAR(100), snapshot LONGBLOB)`);
  await root.query(`INSERT INTO ${table} VALUES (1, 'Theirs', 'x')`);
  await expect(open().store.prepare()).rejects.toThrow(/PERSISTENCE_TABLE.*not Tandem's/);
  expect(await rows(`SELECT siddhiAppName FROM ${table}`)).toMatchObject([{siddhiAppName: 'Theirs'}]);
  await open({tables: {persistence: 'OTHER_TABLE'}}).store.prepare();
});

test('a start that died between table and version is made good by the next', async () => {
  await open().store.prepare();
  await root.query(`DELETE FROM \`${persistenceDatabase}\`.TANDEM_SCHEMA_VERSION WHERE table_name = 'TANDEM_JOURNAL'`);
  const node = open();
  await node.store.prepare();
  expect(await node.journal.read(0, 1)).toStrictEqual([]);
});

test('a user that may not create anything can run a prepared system', async () => {
  await open().store.prepare();
  const user = `plain${count}`;
  await root.query(`DROP USER IF EXISTS '${user}'@'%'`);
  await root.query(`CREATE USER '${user}'@'%' IDENTIFIED BY 'pw'`);
  for (const database of [clusterDatabase, persistenceDatabase])
    await root.query(`GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON \`${database}\`.* TO '${user}'@'%'`);
  const node = open({user, password: 'pw'});
  await node.store.prepare();
  expect((await node.store.readLeader()).row.epoch).toBe(0);
  await root.query(`DROP USER '${user}'@'%'`);
});

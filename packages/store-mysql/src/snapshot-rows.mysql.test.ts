import {startThrowawayMysql, type ThrowawayMysql} from '@tandem/conformance';
import {randomBytes} from 'node:crypto';
import {type Connection, createConnection, type RowDataPacket} from 'mysql2/promise';
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {openMysqlStores, type Stores} from './index.ts';

let server: ThrowawayMysql;
let root: Connection;
let database: string;
let stores: Stores;
let count = 0;
const fence = {epoch: 1, active: 'A'};
const acquire = (epoch: number, me: string) =>
  stores.store.acquireAsOther({epoch, rev: 0, me, leaseMs: -1000, isolationMs: 0});
const rows = async (sql: string): Promise<RowDataPacket[]> => (await root.query<RowDataPacket[]>(sql))[0];

beforeAll(async () => {
  server = await startThrowawayMysql();
  root = await createConnection(server.url);
});
afterAll(async () => {
  await root.end();
  await server.stop();
});
beforeEach(async () => {
  database = server.database(`snapshots${++count}`);
  const databases = {clusterDatabase: database, persistenceDatabase: database};
  stores = openMysqlStores({url: server.url, group: 'si', ...databases, statementTimeoutMs: 10_000});
  await stores.store.prepare();
  await acquire(0, 'A');
  return () => stores.close();
});

test('each app has rows with its name and revision; large states lie in pieces of 1 MB', async () => {
  const parts = [
    {app: 'Überwachung', bytes: new Uint8Array(8 << 20)},
    {app: 'large', bytes: new Uint8Array(randomBytes(5 << 19))},
  ];
  await stores.snapshots.save(fence, {sequence: 5, timestamp: 1_700_000_000_123, epoch: 1, parts});
  const found = await rows(
    `SELECT siddhiAppName, revision, piece, LENGTH(snapshot) AS size FROM \`${database}\`.PERSISTENCE_TABLE ORDER BY part, piece`,
  );
  expect(found.map((row) => [row['siddhiAppName'], row['revision'], row['piece']])).toStrictEqual([
    ['Überwachung', '1700000000123__Überwachung', 0],
    ['large', '1700000000123__large', 0],
    ['large', '1700000000123__large', 1],
    ['large', '1700000000123__large', 2],
  ]);
  // Zeros compress.
  expect(Number(found[0]?.['size'])).toBeLessThan(10_000);
  expect(found[1]?.['size']).toBe(1 << 20);
});

test('a save that died before its cut was written is never read, and the next epoch prunes its rows', async () => {
  const parts = [{app: 'x', bytes: new Uint8Array([1])}];
  await stores.snapshots.save(fence, {sequence: 5, timestamp: 5, epoch: 1, parts});
  await stores.snapshots.save(fence, {sequence: 9, timestamp: 9, epoch: 1, parts});
  await root.query(`DELETE FROM \`${database}\`.TANDEM_CUT WHERE sequence = 9`);
  expect(await stores.snapshots.newestSequence()).toStrictEqual({sequence: 5, epoch: 1});
  expect((await stores.snapshots.newest())?.sequence).toBe(5);
  const sequences = async () =>
    (await rows(`SELECT sequence FROM \`${database}\`.PERSISTENCE_TABLE ORDER BY id`)).map((row) =>
      Number(row['sequence']),
    );
  // It could still be under way.
  await stores.snapshots.prune(fence, 2);
  expect(await sequences()).toStrictEqual([5, 9]);
  await acquire(1, 'B');
  await stores.snapshots.prune({epoch: 2, active: 'B'}, 2);
  expect(await sequences()).toStrictEqual([5]);
});

test('a missing piece makes a cut unusable, not shorter', async () => {
  const parts = [{app: 'large', bytes: new Uint8Array(randomBytes(5 << 20))}];
  await stores.snapshots.save(fence, {sequence: 5, timestamp: 5, epoch: 1, parts});
  await root.query(`DELETE FROM \`${database}\`.PERSISTENCE_TABLE WHERE piece = 1`);
  const reports: number[] = [];
  expect(await stores.snapshots.newest((sequence) => reports.push(sequence))).toBeUndefined();
  expect(reports).toStrictEqual([5]);
});

import {startThrowawayMysql, type ThrowawayMysql} from '@tandem/conformance';
import {type Connection, createConnection, type RowDataPacket} from 'mysql2/promise';
import {afterAll, beforeAll, beforeEach, expect, test, vi} from 'vitest';
import {openMysqlStores, type Stores} from './index.ts';

/** On a server of its own: others would suffer with it. */
const onOwnServer = test.runIf((process.env['TANDEM_TEST_MYSQL_URL'] ?? '') === '');

let server: ThrowawayMysql;
let clusterDatabase: string;
let persistenceDatabase: string;
let stores: Stores;
let root: Connection;

beforeAll(async () => {
  server = await startThrowawayMysql();
  clusterDatabase = server.database('clusterdb');
  persistenceDatabase = server.database('persistencedb');
  root = await createConnection(server.url);
  await root.query(`CREATE USER 'tandem'@'%' IDENTIFIED BY 'secret'`);
  for (const name of [clusterDatabase, persistenceDatabase])
    await root.query(`GRANT ALL ON \`${name}\`.* TO 'tandem'@'%'`);
  stores = openMysqlStores({
    url: server.url,
    user: 'tandem', // without the right to write while the server is read-only
    password: 'secret',
    group: 'g',
    clusterDatabase,
    persistenceDatabase,
    statementTimeoutMs: 3000,
  });
  await stores.store.prepare();
});
beforeEach(async () => {
  await root.query(`UPDATE \`${clusterDatabase}\`.TANDEM_LEADER SET epoch = 1, rev = 0, active = 'A'`);
  await root.query(`DELETE FROM \`${persistenceDatabase}\`.TANDEM_JOURNAL`);
});
afterAll(async () => {
  await root.query(`DROP USER 'tandem'@'%'`);
  await root.end();
  await stores.close();
  await server.stop();
});

const fence = {epoch: 1, active: 'A'};
const entry = (sequence: number) => ({sequence, timestamp: sequence, epoch: 1, payload: new Uint8Array([1])});
async function processes(): Promise<{id: number; waits: boolean}[]> {
  const [rows] = await root.query<RowDataPacket[]>('SHOW FULL PROCESSLIST');
  return rows
    .filter((row) => row['User'] === 'tandem')
    .map((row) => ({id: Number(row['Id']), waits: row['Command'] === 'Execute'}));
}
const deadlocks = async (): Promise<number> => {
  const [[row]] = await root.query<RowDataPacket[]>(`SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'`);
  return Number(row?.['Value'] ?? 0);
};

onOwnServer('a statement that loses a deadlock is sent again by itself', async () => {
  expect(await stores.journal.append(fence, [entry(1)])).toBe(true);
  const before = await deadlocks();
  // Does much, so that the server takes the store's statement for the victim: it holds the leader row and waits for the journal.
  const bystander = await createConnection(server.url);
  await bystander.query(`CREATE TABLE \`${clusterDatabase}\`.much (n INT) ENGINE = InnoDB`);
  await bystander.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  await bystander.beginTransaction();
  await bystander.query(`INSERT INTO \`${clusterDatabase}\`.much VALUES ${Array(500).fill('(1)').join()}`);
  await bystander.query(`SELECT * FROM \`${persistenceDatabase}\`.TANDEM_JOURNAL WHERE group_id = 'g' FOR UPDATE`);
  const appended = stores.journal.append(fence, [entry(2)]);
  await vi.waitFor(async () => expect((await processes()).some(({waits}) => waits)).toBe(true), {timeout: 2000});
  await bystander.query(`SELECT * FROM \`${clusterDatabase}\`.TANDEM_LEADER FOR UPDATE`);
  await vi.waitFor(async () => expect(await deadlocks()).toBe(before + 1), {timeout: 2000});
  await bystander.commit();
  await bystander.end();
  expect(await appended).toBe(true);
  expect((await stores.journal.read(0, 10)).map(({sequence}) => sequence)).toEqual([1, 2]);
});

onOwnServer(
  'connections to a server that was demoted to read-only are not used again, so that its name is looked up anew',
  async () => {
    await Promise.all(Array.from({length: 3}, () => stores.store.readLeader()));
    const before = (await processes()).map(({id}) => id);
    await root.query('SET GLOBAL read_only = 1');
    try {
      await expect(stores.store.renew({epoch: 1, active: 'A', leaseMs: 1})).rejects.toThrow(/read-only/);
    } finally {
      await root.query('SET GLOBAL read_only = 0');
    }
    expect(await stores.store.renew({epoch: 1, active: 'A', leaseMs: 1})).toBe(true);
    await Promise.all(Array.from({length: 3}, () => stores.store.readLeader()));
    await vi.waitFor(async () => {
      const now = (await processes()).map(({id}) => id);
      expect(now.filter((id) => before.includes(id))).toEqual([]);
    });
  },
);

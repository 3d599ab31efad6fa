import {startThrowawayMysql, type ThrowawayMysql} from '@tandem/conformance';
import {type Connection, createConnection, type RowDataPacket} from 'mysql2/promise';
import {afterAll, beforeAll, beforeEach, expect, test, vi} from 'vitest';
import {type MysqlOptions, openMysqlStores, type Stores} from './index.ts';

const statementTimeoutMs = 1000;
/** What a time-out of `statementTimeoutMs` may take on a loaded machine. */
const atMost = 3000;
const isolationMs = 60_000;
let server: ThrowawayMysql;
let clusterDatabase: string;
let persistenceDatabase: string;
let count = 0;
let group: string;
let a: Stores;
let b: Stores;

beforeAll(async () => {
  server = await startThrowawayMysql();
  clusterDatabase = server.database('clusterdb');
  persistenceDatabase = server.database('persistencedb');
});
afterAll(() => server.stop());
beforeEach(async () => {
  group = `group-${++count}`;
  a = open();
  b = open();
  await a.store.prepare();
  return async () => {
    await a.close();
    await b.close();
  };
});

function open(more: Partial<MysqlOptions> = {}): Stores {
  return openMysqlStores({
    url: server.url,
    group,
    clusterDatabase,
    persistenceDatabase,
    statementTimeoutMs,
    bulkTimeoutMs: 2 * statementTimeoutMs,
    ...more,
  });
}
const lead = (stores: Stores, epoch: number, me: string) =>
  stores.store.acquireAsOther({epoch: epoch - 1, rev: 0, me, leaseMs: -1000, isolationMs});
const entry = (sequence: number, epoch = 1) => ({sequence, timestamp: sequence, epoch, payload: new Uint8Array([1])});
const sequences = async (stores: Stores) => (await stores.journal.read(0, 100)).map((e) => e.sequence);
const rejected = async (statement: Promise<unknown>): Promise<{error: Error; took: number}> => {
  const start = performance.now();
  const error = await statement.then(
    () => new Error('it did not reject'),
    (e: unknown) => e as Error,
  );
  return {error, took: performance.now() - start};
};
/** A connection of a bystander that holds the leader row's lock until it commits. */
async function lockLeader(): Promise<Connection> {
  const bystander = await createConnection(server.url);
  await bystander.beginTransaction();
  await bystander.query(`SELECT * FROM \`${clusterDatabase}\`.TANDEM_LEADER WHERE group_id = '${group}' FOR UPDATE`);
  return bystander;
}
/** Statements of the stores that the server still works on. */
async function running(bystander: Connection): Promise<number> {
  const [rows] = await bystander.query<RowDataPacket[]>('SHOW FULL PROCESSLIST');
  return rows.filter((row) => row['Command'] === 'Execute' && String(row['Info']).includes(clusterDatabase)).length;
}

test('an append waits for an acquisition under way, and is refused if that succeeds', async () => {
  expect(await lead(a, 1, 'A')).toBe(true);
  const bystander = await lockLeader();
  const late = a.journal.append({epoch: 1, active: 'A'}, [entry(1)]);
  const observer = await createConnection(server.url);
  await vi.waitFor(async () => expect(await running(observer)).toBe(1), {timeout: 5000});
  await bystander.query(
    `UPDATE \`${clusterDatabase}\`.TANDEM_LEADER SET epoch = 2, active = 'B' WHERE group_id = '${group}'`,
  );
  await bystander.commit();
  expect(await late).toBe(false);
  expect(await sequences(b)).toStrictEqual([]);
  await observer.end();
  await bystander.end();
});

test('a snapshot waits for an acquisition under way, and is refused if that succeeds', async () => {
  expect(await lead(a, 1, 'A')).toBe(true);
  const bystander = await lockLeader();
  const observer = await createConnection(server.url);
  const late = a.snapshots.save({epoch: 1, active: 'A'}, {sequence: 1, timestamp: 1, epoch: 1, parts: []});
  await vi.waitFor(async () => expect(await running(observer)).toBe(1), {timeout: 5000});
  await bystander.query(
    `UPDATE \`${clusterDatabase}\`.TANDEM_LEADER SET epoch = 2, active = 'B' WHERE group_id = '${group}'`,
  );
  await bystander.commit();
  expect(await late).toBe(false);
  expect(await b.snapshots.newest()).toBeUndefined();
  await observer.end();
  await bystander.end();
});

test('a statement that its sender gave up on changes nothing once another is active', async () => {
  expect(await lead(a, 1, 'A')).toBe(true);
  const bystander = await lockLeader();
  const fence = {epoch: 1, active: 'A'};
  const statements = [
    a.journal.append(fence, [entry(1)]),
    a.store.renew({epoch: 1, active: 'A', leaseMs: 9e6}),
    a.store.solo({epoch: 1, rev: 0, active: 'A', leaseMs: 9e6}),
  ].map(rejected);
  for (const {error, took} of await Promise.all(statements)) {
    expect(error.message).toMatch(/no answer from the database within 1000 ms|Lock wait timeout/);
    expect(took).toBeLessThan(atMost);
  }
  await bystander.query(
    `UPDATE \`${clusterDatabase}\`.TANDEM_LEADER SET epoch = 2, active = 'B' WHERE group_id = '${group}'`,
  );
  await bystander.commit();
  await vi.waitFor(async () => expect(await running(bystander)).toBe(0), {timeout: 5000});
  expect((await b.store.readLeader()).row).toMatchObject({epoch: 2, rev: 0, active: 'B'});
  expect((await b.store.readLeader()).row.leaseUntil).toBeLessThan(Date.now() + 60_000);
  expect(await sequences(b)).toStrictEqual([]);
  await bystander.end();
});

test('a second use of a pool of one waits for the first, but not longer than its own time-out', async () => {
  const one = open({poolSize: 1, statementTimeoutMs: 1500});
  await one.store.readLeader();
  expect(await lead(one, 1, 'A')).toBe(true);
  const bystander = await lockLeader();
  const both = [
    one.store.renew({epoch: 1, active: 'A', leaseMs: 1}),
    one.store.renew({epoch: 1, active: 'A', leaseMs: 1}),
  ];
  for (const {error, took} of await Promise.all(both.map(rejected))) {
    expect(error.message).toMatch(/no answer|deadline|Lock wait/);
    expect(took).toBeLessThan(atMost);
  }
  await bystander.rollback();
  await bystander.end();
  expect(await one.store.renew({epoch: 1, active: 'A', leaseMs: 1})).toBe(true);
  await one.close();
});

test('a wrong password rejects at once and says so', async () => {
  const wrong = open({user: 'nobody', password: 'wrong'});
  const {error, took} = await rejected(wrong.store.readLeader());
  expect(error.message).toMatch(/Access denied/);
  expect(took).toBeLessThan(statementTimeoutMs);
  await wrong.close();
});

test('a rotated password is taken up by the next connection', async () => {
  const root = await createConnection(server.url);
  await root.query(`DROP USER IF EXISTS 'rotated'@'%'`);
  await root.query(`CREATE USER 'rotated'@'%' IDENTIFIED BY 'one'`);
  await root.query(`GRANT ALL ON *.* TO 'rotated'@'%'`);
  let password = 'one';
  const stores = open({user: 'rotated', password: () => password, poolSize: 1});
  await stores.store.readLeader();
  await root.query(`ALTER USER 'rotated'@'%' IDENTIFIED BY 'two'`);
  // Connections that are open go on, also with the old password.
  await stores.store.readLeader();
  const [[row]] = await root.query<RowDataPacket[]>(
    `SELECT id FROM information_schema.processlist WHERE user = 'rotated'`,
  );
  await root.query(`KILL ${Number(row?.['id'])}`);
  await vi.waitFor(async () =>
    expect((await rejected(stores.store.readLeader())).error.message).toMatch(/Access denied/),
  );
  password = 'two';
  expect((await stores.store.readLeader()).row.epoch).toBe(0);
  await stores.close();
  await root.query(`DROP USER 'rotated'@'%'`);
  await root.end();
});

test('a server that offers no TLS is refused when TLS is asked for', async () => {
  if (!server.owned) return; // The one we start has none; of another we do not know.
  const tls = open({tls: {ca: 'Amazon RDS'}});
  expect((await rejected(tls.store.readLeader())).error.message).toMatch(/does not support secure connection/);
  await tls.close();
});

test('when nothing listens a statement rejects within its time-out', async () => {
  const nowhere = open({port: 1, host: '127.0.0.1'});
  const {error, took} = await rejected(nowhere.store.readLeader());
  expect(error.message).toMatch(/ECONNREFUSED/);
  expect(took).toBeLessThan(statementTimeoutMs);
  await nowhere.close();
});

/** On a server of its own: others would suffer with it. */
const onOwnServer = test.runIf((process.env['TANDEM_TEST_MYSQL_URL'] ?? '') === '');

onOwnServer('while the server stands still every statement rejects in time; afterwards the pool works', async () => {
  expect(await lead(a, 1, 'A')).toBe(true);
  await Promise.all(Array.from({length: 4}, () => a.store.readLeader()));
  server.pause();
  const results = await Promise.all(Array.from({length: 12}, () => rejected(a.store.readLeader())));
  for (const {error, took} of results) {
    expect(error.message).toMatch(/no answer|deadline/);
    expect(took).toBeGreaterThanOrEqual(statementTimeoutMs - 10);
    expect(took).toBeLessThan(atMost);
  }
  // Connecting anew gets no further.
  expect((await rejected(a.store.readLeader())).took).toBeLessThan(atMost);
  server.resume();
  await vi.waitFor(() => a.store.readLeader(), {timeout: 5000});
  await Promise.all(Array.from({length: 12}, () => a.store.readLeader()));
});

onOwnServer('what timed out may be applied later: of the active it is, of a deposed node it is not', async () => {
  const renewing = open();
  const deposed = {epoch: 1, active: 'A'};
  const active = {epoch: 2, active: 'B'};
  // Each statement once before, so that it is prepared and the paused server receives it as it is.
  expect(await lead(a, 1, 'A')).toBe(true);
  expect(await a.journal.append(deposed, [entry(1)])).toBe(true);
  expect(await renewing.store.renew({...deposed, leaseMs: -2000})).toBe(true);
  expect(await lead(b, 2, 'B')).toBe(true);
  expect(await b.journal.append(active, [entry(2, 2)])).toBe(true);
  const before = (await b.store.readLeader()).row;
  server.pause();
  const late = [
    a.journal.append(deposed, [entry(3)]),
    renewing.store.renew({...deposed, leaseMs: 9e6}),
    b.journal.append(active, [entry(4, 2)]),
  ];
  for (const {error} of await Promise.all(late.map(rejected))) expect(error.message).toMatch(/no answer/);
  server.resume();
  await vi.waitFor(async () => expect(await sequences(b)).toStrictEqual([1, 2, 4]), {timeout: 5000});
  const observer = await createConnection(server.url);
  await vi.waitFor(async () => expect(await running(observer)).toBe(0), {timeout: 5000});
  await observer.end();
  expect(await sequences(b)).toStrictEqual([1, 2, 4]);
  expect((await b.store.readLeader()).row).toStrictEqual(before);
  // The sender of a statement that was applied late writes it again, and nothing changes.
  expect(await b.journal.append(active, [entry(4, 2)])).toBe(true);
  expect(await sequences(b)).toStrictEqual([1, 2, 4]);
  await renewing.close();
});

onOwnServer('closing does not wait for a server that stands still', async () => {
  const stores = open();
  await stores.store.readLeader();
  server.pause();
  const start = performance.now();
  await stores.close();
  expect(performance.now() - start).toBeLessThan(atMost);
  server.resume();
});

onOwnServer('after a power cut of the server what was confirmed is there, and the pool connects anew', async () => {
  expect(await lead(a, 1, 'A')).toBe(true);
  const fence = {epoch: 1, active: 'A'};
  for (let i = 1; i <= 20; i++) expect(await a.journal.append(fence, [entry(i)])).toBe(true);
  expect(
    await a.snapshots.save(fence, {
      sequence: 20,
      timestamp: 20,
      epoch: 1,
      parts: [{app: 'x', bytes: new Uint8Array(9)}],
    }),
  ).toBe(true);
  await server.kill();
  expect((await rejected(a.store.readLeader())).took).toBeLessThan(atMost);
  await server.restart();
  expect((await vi.waitFor(() => a.store.readLeader(), {timeout: 5000})).row).toMatchObject({epoch: 1, active: 'A'});
  expect(await sequences(b)).toHaveLength(20);
  expect(await b.snapshots.newestSequence()).toStrictEqual({sequence: 20, epoch: 1});
});

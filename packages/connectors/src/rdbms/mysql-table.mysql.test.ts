import {createConnection} from 'mysql2/promise';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {must} from '@tandem/base';
import {startThrowawayMysql, type ThrowawayMysql} from '@tandem/conformance';
import {aggregationAsInMemory} from './aggregation-as-in-memory.ts';
import {MysqlDatabase} from './mysql-database.ts';
import {sameAsMemory} from './same-as-memory.ts';
import {driven} from './testing.ts';

let server: ThrowawayMysql | undefined;
let name = '';
beforeAll(async () => {
  server = await startThrowawayMysql();
  name = server.database('tables');
  await asked(`CREATE DATABASE \`${name}\``);
}, 120_000);
afterAll(() => server?.stop());

async function asked(sql: string): Promise<void> {
  const connection = await createConnection(must(server, 'a server').url);
  await connection.query(sql);
  await connection.end();
}
function database(): MysqlDatabase {
  const url = new URL(must(server, 'a server').url);
  return new MysqlDatabase(
    {
      host: url.hostname,
      port: Number(url.port),
      database: name,
      tls: undefined,
      username: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
    },
    5000,
  );
}

test.each([true, false])(
  'a table in MySQL answers as one in memory (with a primary key: %s)',
  (keyed) => sameAsMemory(() => Promise.resolve(database()), keyed, 12),
  120_000,
);

test(
  'the tables of an aggregation in MySQL are as it shows them',
  () => aggregationAsInMemory(() => Promise.resolve(database()), 10),
  120_000,
);

test('a key column in which two texts are one is refused', async () => {
  await asked(
    `CREATE TABLE \`${name}\`.T (k VARCHAR(20) COLLATE utf8mb4_general_ci PRIMARY KEY, v INT) CHARACTER SET utf8mb4`,
  );
  const opened = database();
  const {send} = driven(
    "define stream S (k string, v int); @store(type='rdbms', jdbc.url='jdbc:sqlite:x') @PrimaryKey('k') define table T (k string, v int); from S insert into T;",
    opened,
  );
  await expect(send('S', [['a', 1]])).rejects.toThrow('its collation has to be binary and without padding');
  await opened.close();
});

test('whoever is frozen inside a transaction holds up the others only for a while', async () => {
  const url = new URL(must(server, 'a server').url);
  const opened = (): MysqlDatabase =>
    new MysqlDatabase(
      {
        host: url.hostname,
        port: Number(url.port),
        database: name,
        tls: undefined,
        username: decodeURIComponent(url.username),
        password: decodeURIComponent(url.password),
      },
      500,
    );
  const [frozen, next] = [opened(), opened()];
  await frozen.transaction((session) => session.run('CREATE TABLE Locked (k INT PRIMARY KEY)', []));
  const {promise: never, resolve: wake} = Promise.withResolvers<void>();
  const holding = frozen.transaction(async (session) => {
    await session.run('INSERT INTO Locked VALUES (1)', []);
    await never;
    await session.run('INSERT INTO Locked VALUES (2)', []);
  });
  const write = (): Promise<void> => next.transaction((session) => session.run('INSERT INTO Locked VALUES (1)', []));
  await expect
    .poll(
      () =>
        write().then(
          () => 'written',
          () => 'held up',
        ),
      {timeout: 15_000},
    )
    .toBe('written');
  wake();
  await expect(holding).rejects.toThrow();
  await Promise.all([frozen.close(), next.close()]);
}, 30_000);

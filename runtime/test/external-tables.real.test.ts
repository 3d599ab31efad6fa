import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {must} from '@tandem/base';
import {PushClient} from '@tandem/client';
import {startThrowawayMysql, type ThrowawayMysql} from '@tandem/conformance';
import {Databases} from '@tandem/connectors';
import {ports} from '../src/config/index.ts';
import {freeOffsets} from '../src/pair/free-offsets.ts';
import {eventually, Pair} from '../src/pair/pair.ts';

const clean: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const undo of clean.splice(0).reverse()) await undo();
});

/** Counts in the database, joins each event with a row of it, counts what was joined in memory, and aggregates by a time that is long over. */
function app(server: ThrowawayMysql, database: string): string {
  const {hostname, port, username, password} = new URL(server.url);
  const store = (name: string): string =>
    `@store(type='rdbms', jdbc.url='jdbc:mysql://${hostname}:${port}/${database}', username='${username}', password='${password}', table.name='${name}')`;
  return `@app:name('A')
@source(type='http', receiver.url='http://0.0.0.0:8006/in', basic.auth.enabled='false', @map(type='json'))
define stream S (client int, n int);
${store('counts')} @PrimaryKey('client') define table T (client int, events long, total long);
${store('names')} @PrimaryKey('client') define table Names (client int, name string);
define table Joined (name string, events long, total long);
define stream Timed (client int, n int, at long);
${store('sums')} @purge(enable='false') define aggregation Sums from Timed
select client, count() as events, sum(n) as total group by client aggregate by at every sec ... day;
from S select client, n, 1577836800000L + convert(n, 'long') as at insert into Timed;
from S select client, 1L as events, convert(n, 'long') as total
update or insert into T set T.events = T.events + events, T.total = T.total + total on T.client == client;
from S join Names on Names.client == S.client select Names.name as name, n insert into Found;
from Found select name, count() as events, sum(n) as total group by name
update or insert into Joined set Joined.events = events, Joined.total = total on Joined.name == name;`;
}

const clients = [0, 1, 2, 3];

/** Every client pushes one event after the other, while the faults happen one after the other. Answers how many each pushed. */
async function pushThrough(pair: Pair, faults: () => Promise<void>): Promise<number[]> {
  const nodes = pair.nodes.map((node) => `http://127.0.0.1:${ports.httpSource + node.portsOffset}/in`);
  const state = {over: false};
  const pushing = clients.map(async (client) => {
    const pusher = new PushClient({nodes: client % 2 === 0 ? nodes : [...nodes].reverse()});
    let n = 0;
    while (!state.over) await pusher.push({client, n: ++n});
    pusher.close();
    return n;
  });
  await faults().finally(() => {
    state.over = true;
  });
  return Promise.all(pushing);
}

const isActive = async (node: Pair['nodes'][0]): Promise<true | undefined> =>
  (await node.status())?.role === 'active' ? true : undefined;

test('totals in external tables, those of an aggregation too, are exact, and no event misses its row, when both nodes die in turn, the database stands still and the active freezes', async () => {
  const server = await startThrowawayMysql();
  clean.push(() => server.stop());
  const database = server.database('external');
  const {hostname, port, username, password} = new URL(server.url);
  const databases = new Databases(5000);
  clean.push(() => databases.close());
  const asked = (sql: string): Promise<unknown[][]> =>
    databases
      .at({url: `jdbc:mysql://${hostname}:${port}/mysql`, username, password})
      .transaction((session) => session.rows(sql, []));
  await asked(`CREATE DATABASE \`${database}\``);
  await asked(`CREATE TABLE \`${database}\`.names (client INT PRIMARY KEY, name VARCHAR(20))`);
  await asked(
    `INSERT INTO \`${database}\`.names VALUES ${clients.map((client) => `(${client}, 'name ${client}')`).join(',')}`,
  );
  const directory = mkdtempSync(join(tmpdir(), 'tandem-external-'));
  const pair = new Pair({
    directory,
    groupId: 'test',
    password: 'password',
    secret: 'a secret of two nodes',
    offsets: await freeOffsets(6200),
    // Not SQLite: a process that freezes while it holds the file's lock would keep the other out.
    mysql: `${server.url.replace(/\/$/, '')}/${server.database('pair')}`,
    environment: {TANDEM_TABLES_STATEMENT_TIMEOUT: '1000'},
  });
  clean.push(async () => {
    await pair.kill();
    rmSync(directory, {recursive: true, force: true});
  });
  for (const node of pair.nodes) node.start();
  const first = await pair.inSync(30_000);
  const deployed = await first.ask('POST', '/siddhi-apps', app(server, database));
  expect([deployed.status, deployed.text]).toEqual([201, expect.anything()]);

  const pushed = await pushThrough(pair, async () => {
    await first.end('SIGKILL');
    await eventually(30_000, 'the other to take over', () => isActive(pair.other(first)));
    first.start();
    await pair.inSync(60_000);
    await pair.other(first).end('SIGKILL');
    await eventually(30_000, 'the first to take over', () => isActive(first));
    pair.other(first).start();
    await pair.inSync(60_000);
    if (server.owned) {
      server.pause();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      server.resume();
    }
    const frozen = await pair.inSync(60_000);
    const pid = must(frozen.pid, 'a running node');
    process.kill(pid, 'SIGSTOP');
    await eventually(30_000, 'the other to take over', () => isActive(pair.other(frozen)));
    process.kill(pid, 'SIGCONT');
    await pair.inSync(60_000);
  });
  const expected = pushed.map((n, client) => [client, n, (n * (n + 1)) / 2]);

  const inDatabase = (): Promise<unknown[][]> =>
    asked(`SELECT client, events, total FROM \`${database}\`.counts ORDER BY client`);
  const inMemory = async (): Promise<unknown> => {
    const active = await eventually(30_000, 'an active node', () => pair.active());
    const query = 'from Joined select name, events, total order by name';
    const {text} = await active.ask('POST', '/stores/query', JSON.stringify({appName: 'A', query}));
    return (JSON.parse(text) as {records: unknown}).records;
  };
  const isDone = async (): Promise<true | undefined> => {
    const status = await (await pair.active())?.status();
    const waiting = Object.entries(status?.sinks.waiting ?? {busy: 1}).map(([, size]) => size);
    return waiting.every((size) => size === 0) ? true : undefined;
  };
  await eventually(60_000, 'everything to be written and read', isDone);
  expect(await inDatabase()).toEqual(expected);
  const summed = (duration: string): Promise<unknown[][]> =>
    asked(
      `SELECT client, CAST(SUM(AGG_COUNT) AS SIGNED), CAST(SUM(AGG_SUM_n) AS SIGNED) FROM \`${database}\`.sums_${duration} GROUP BY client ORDER BY client`,
    );
  // The last events have their turn at the end of that second.
  await expect.poll(() => summed('DAYS'), {timeout: 10_000}).toEqual(expected);
  await eventually(60_000, 'everything to be written', isDone);
  for (const duration of ['SECONDS', 'MINUTES', 'HOURS']) expect(await summed(duration)).toEqual(expected);
  expect(await inMemory()).toEqual(expected.map(([client, ...rest]) => [`name ${client}`, ...rest]));
}, 300_000);

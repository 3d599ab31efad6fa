import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {PushClient} from '@tandem/client';
import {ports} from '../src/config/index.ts';
import {freeOffsets} from '../src/pair/free-offsets.ts';
import {eventually, Pair} from '../src/pair/pair.ts';

const app = `@app:name('A')
@source(type='http', receiver.url='http://0.0.0.0:8006/in', basic.auth.enabled='false', @map(type='json'))
define stream S (client int, n int);
define table T (client int, events long, total long);
from S select client, count() as events, sum(n) as total group by client
update or insert into T set T.events = events, T.total = total on T.client == client;`;

const clean: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const undo of clean.splice(0).reverse()) await undo();
});

async function startPair(): Promise<Pair> {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-pair-'));
  const pair = new Pair({
    directory,
    groupId: 'test',
    password: 'password',
    secret: 'a secret of two nodes',
    offsets: await freeOffsets(3000),
    mysql: undefined,
  });
  clean.push(async () => {
    await pair.kill();
    rmSync(directory, {recursive: true, force: true});
  });
  for (const node of pair.nodes) node.start();
  const active = await pair.inSync(20_000);
  expect((await active.ask('POST', '/siddhi-apps', app)).status).toBe(201);
  return pair;
}

const perClient = 150;
const clients = [0, 1, 2];
/** Pushes `perClient` events of each client, one by one; calls `atHalf` when half are answered. Answers the longest wait, ms. */
async function pushAll(pair: Pair, atHalf: () => Promise<void>): Promise<number> {
  const nodes = pair.nodes.map((node) => `http://127.0.0.1:${ports.httpSource + node.portsOffset}/in`);
  let answered = 0;
  let longest = 0;
  let fault: Promise<void> | undefined;
  await Promise.all(
    clients.map(async (client) => {
      const pusher = new PushClient({nodes: client % 2 === 0 ? nodes : [...nodes].reverse()});
      for (let n = 1; n <= perClient; n++) {
        const {waitedMs} = await pusher.push({client, n});
        longest = Math.max(longest, waitedMs);
        if (++answered === (clients.length * perClient) / 2) fault = atHalf();
      }
      pusher.close();
    }),
  );
  await fault;
  return longest;
}
const rows = async (pair: Pair): Promise<unknown> => {
  const active = await eventually(10_000, 'an active node', () => pair.active());
  const {text} = await active.ask(
    'POST',
    '/stores/query',
    JSON.stringify({appName: 'A', query: 'from T select client, events, total order by client'}),
  );
  return (JSON.parse(text) as {records: unknown}).records;
};
const all = clients.map((client) => [client, perClient, (perClient * (perClient + 1)) / 2]);

test('every answered event counts once when the active is killed half way, and the dead node comes back', async () => {
  const pair = await startPair();
  const active = await pair.inSync(20_000);
  await pushAll(pair, () => active.end('SIGKILL'));
  expect((await pair.active())?.nodeId).toBe(pair.other(active).nodeId);
  expect(await rows(pair)).toEqual(all);
  active.start();
  await pair.inSync(20_000);
  // The returned node takes over in its turn: it has everything too.
  const second = pair.other(active);
  await second.end('SIGKILL');
  await eventually(20_000, 'the first node to take over', async () =>
    (await active.status())?.role === 'active' ? true : undefined,
  );
  expect(await rows(pair)).toEqual(all);
}, 300_000);

test('a stop signal hands over without a wait that a client would notice', async () => {
  const pair = await startPair();
  const active = await pair.inSync(20_000);
  const longest = await pushAll(pair, () => active.end('SIGTERM'));
  expect(await rows(pair)).toEqual(all);
  expect((await pair.active())?.nodeId).toBe(pair.other(active).nodeId);
  // A kill costs a lease of 3 s at least; a hand-over must be well below.
  expect(longest).toBeLessThan(2500);
}, 300_000);

test('a restart of both nodes goes on with the state', async () => {
  const pair = await startPair();
  await pushAll(pair, () => Promise.resolve());
  await pair.stop();
  for (const node of pair.nodes) node.start();
  await pair.inSync(20_000);
  expect(await rows(pair)).toEqual(all);
}, 300_000);

test('a rolling restart of both nodes under load fails no request', async () => {
  const pair = await startPair();
  const nodes = pair.nodes.map((node) => `http://127.0.0.1:${ports.httpSource + node.portsOffset}/in`);
  const over = new AbortController();
  let longest = 0;
  const pushed = clients.map(async (client) => {
    const pusher = new PushClient({nodes: client % 2 === 0 ? nodes : [...nodes].reverse()});
    let n = 0;
    while (!over.signal.aborted) longest = Math.max(longest, (await pusher.push({client, n: ++n})).waitedMs);
    pusher.close();
    return [client, n, (n * (n + 1)) / 2];
  });
  for (let round = 0; round < 2; round++) {
    const active = await pair.inSync(20_000);
    await active.end('SIGTERM');
    active.start();
  }
  const last = await pair.inSync(20_000);
  over.abort();
  const wanted = await Promise.all(pushed); // rejects when a push was refused for good
  expect(last.nodeId).toBeDefined();
  expect(await rows(pair)).toEqual(wanted);
  expect(longest).toBeLessThan(2500);
}, 300_000);

import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {PushClient} from '@tandem/client';
import {startThrowawayMysql, throwawayUser} from '@tandem/conformance';
import {configTable, ports} from '../src/config/index.ts';
import {freeOffsets} from '../src/pair/free-offsets.ts';
import {eventually, Pair} from '../src/pair/pair.ts';

const app = `@app:name('A')
@source(type='http', receiver.url='http://0.0.0.0:8006/in', basic.auth.enabled='false', @map(type='json'))
define stream S (n int);
define table T (k int, events long, total long);
from S select 1 as k, count() as events, sum(n) as total
update or insert into T set T.events = events, T.total = total on T.k == k;`;

const clean: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const undo of clean.splice(0).reverse()) await undo();
});

test('a pair whose password was changed and whose sessions were cut goes on by its link, then with the new one; nothing is lost', async () => {
  const server = await startThrowawayMysql();
  clean.push(() => server.stop());
  if (!server.owned) return; // The pair's databases have fixed names.
  const user = await throwawayUser(server, 'one');
  clean.push(() => user.drop());
  const directory = mkdtempSync(join(tmpdir(), 'tandem-rotation-'));
  const file = join(directory, 'password');
  writeFileSync(file, 'one\n');
  const pair = new Pair({
    directory,
    groupId: 'test',
    password: 'password',
    secret: 'a secret of two nodes',
    offsets: await freeOffsets(3400),
    mysql: `mysql://${user.name}@127.0.0.1:${server.port}`,
    environment: {[configTable.databasePasswordFile.env]: file},
  });
  clean.push(async () => {
    await pair.kill();
    rmSync(directory, {recursive: true, force: true});
  });
  for (const node of pair.nodes) node.start();
  const active = await pair.inSync(20_000);
  expect((await active.ask('POST', '/siddhi-apps', app)).status).toBe(201);

  const pusher = new PushClient({
    nodes: pair.nodes.map((node) => `http://127.0.0.1:${ports.httpSource + node.portsOffset}/in`),
  });
  let sent = 0;
  const push = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await pusher.push({n: ++sent});
  };
  await push(50);
  await user.changePassword('two');
  await user.cutOff();
  await eventually(10_000, 'the server to refuse the old password', async () =>
    (await active.status())?.troubles.some((trouble) => trouble.includes('Access denied')) ? true : undefined,
  );
  // Longer than a lease: by now only the link keeps the active going.
  const until = performance.now() + 3500;
  while (performance.now() < until) await push(1);
  expect((await pair.active())?.nodeId).toBe(active.nodeId);
  expect(await user.sessions()).toBe(0);
  writeFileSync(file, 'two\n');
  await eventually(10_000, 'the new password to be taken up', async () => {
    return (await user.sessions()) >= 2 ? true : undefined;
  });
  await push(50);
  expect((await active.status())?.epoch).toBe(1);
  // What the database holds now is enough for the other node.
  await pair.inSync(20_000);
  await active.end('SIGTERM');
  await push(50);
  const other = pair.other(active);
  const {text} = await other.ask(
    'POST',
    '/stores/query',
    JSON.stringify({appName: 'A', query: 'from T select events, total'}),
  );
  expect(JSON.parse(text)).toMatchObject({records: [[sent, (sent * (sent + 1)) / 2]]});
  pusher.close();
}, 300_000);

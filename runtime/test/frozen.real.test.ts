import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {must} from '@tandem/base';
import {afterEach, expect, test} from 'vitest';
import {ports} from '../src/config/index.ts';
import {Collector} from '../src/demo/collector.ts';
import {freeOffsets} from '../src/pair/free-offsets.ts';
import type {NodeProcess} from '../src/pair/node-process.ts';
import {eventually, Pair} from '../src/pair/pair.ts';

const app = (collector: string): string => `@app:name('A')
@source(type='http', receiver.url='http://0.0.0.0:8006/in', basic.auth.enabled='false', @map(type='json'))
define stream S (n int);
@sink(type='http', publisher.url='${collector}/out', @map(type='json'))
define stream Out (n int, total long);
from S select n, sum(n) as total insert into Out;`;

const clean: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const undo of clean.splice(0).reverse()) await undo();
});

const push = (node: NodeProcess, n: number): Promise<{status: number; text: string}> =>
  node.ask('POST', '/in', JSON.stringify({event: {n}}), ports.httpSource);

test('a process that was frozen for longer than its lease finds itself deposed before it publishes or persists anything, and forwards at once', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-frozen-'));
  const collector = new Collector();
  const pair = new Pair({
    directory,
    groupId: 'frozen',
    password: 'password',
    secret: 'a secret of two nodes',
    offsets: await freeOffsets(5000),
    mysql: undefined,
  });
  clean.push(async () => {
    for (const node of pair.nodes) if (node.pid !== undefined) process.kill(node.pid, 'SIGCONT');
    await pair.kill();
    await collector.close();
    rmSync(directory, {recursive: true, force: true});
  });
  const address = await collector.open();
  const received = (n: number): Promise<true> =>
    eventually(10_000, `the output of ${n}`, async () =>
      collector.outputs().some(({body}) => body.includes(`"n":${n},`)) ? true : undefined,
    );
  for (const node of pair.nodes) node.start();
  const active = await pair.inSync(20_000);
  const other = pair.other(active);
  expect((await active.ask('POST', '/siddhi-apps', app(address))).status).toBe(201);
  for (let n = 1; n <= 20; n++) expect((await push(active, n)).status).toBe(200);
  // On their way while it freezes: journalled, replicated and published to whatever point they came to.
  const underWay = Array.from({length: 30}, (_, i) => push(active, 21 + i).catch(() => undefined));
  await Promise.race(underWay);
  process.kill(must(active.pid, 'a running node'), 'SIGSTOP');
  await eventually(20_000, 'the other to take over', async () =>
    (await other.status())?.role === 'active' ? true : undefined,
  );
  for (let n = 51; n <= 60; n++) expect((await push(other, n)).status).toBe(200);
  await received(60);
  process.kill(must(active.pid, 'a running node'), 'SIGCONT');
  const woken = await eventually(10_000, 'the frozen node to be passive', async () => {
    const status = await active.status();
    return status?.role === 'passive' ? status : undefined;
  });
  expect(woken.epoch).toBe((await other.status())?.epoch);
  // Its port never closed, and knows the way: no 404, no refused connection.
  expect((await push(active, 61)).status).toBe(200);
  await Promise.all(underWay); // those that it had not read yet were forwarded
  await received(61);
  // One history: no output under a known id with another body, each event once, each total that of the output before and the event.
  expect(collector.contradicted).toBe(0);
  const outputs = collector.outputs().map(({body}) => (JSON.parse(body) as {event: {n: number; total: number}}).event);
  let total = 0;
  for (const output of outputs) {
    total += output.n;
    expect(output.total).toBe(total);
  }
  expect(new Set(outputs.map(({n}) => n)).size).toBe(outputs.length);
}, 300_000);

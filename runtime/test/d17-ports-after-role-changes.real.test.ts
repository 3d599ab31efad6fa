import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {ports} from '../src/config/index.ts';
import {freeOffsets} from '../src/pair/free-offsets.ts';
import {eventually, Pair} from '../src/pair/pair.ts';

const app = `@app:name('A')
@source(type='http', receiver.url='http://0.0.0.0:8006/one', basic.auth.enabled='false', @map(type='json'))
@source(type='http', receiver.url='http://0.0.0.0:8006/two', basic.auth.enabled='false', @map(type='json'))
define stream S (k string);
define table T (k string, n long);
from S select k, count() as n group by k update or insert into T set T.n = n on T.k == k;`;

const clean: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const undo of clean.splice(0).reverse()) await undo();
});

/** D17: a process that was active, passive and active again had ports that accepted and could not serve. */
test('processes that change roles back and forth serve both sources of a stream each time, and never as passive', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-roles-'));
  const pair = new Pair({
    directory,
    groupId: 'roles',
    password: 'password',
    secret: 'a secret of two nodes',
    offsets: await freeOffsets(4000),
    mysql: undefined,
    environment: {TANDEM_INGRESS: 'closed'}, // a passive that forwarded would hide a port that does not serve
  });
  clean.push(async () => {
    await pair.kill();
    rmSync(directory, {recursive: true, force: true});
  });
  for (const node of pair.nodes) node.start();
  const first = await pair.inSync(20_000);
  // Deployed while the pair runs: it has to be there on the other node too.
  expect((await first.ask('POST', '/siddhi-apps', app)).status).toBe(201);
  const body = JSON.stringify({event: {k: 'a'}});
  const rounds = 5;
  for (let round = 0; round < rounds; round++) {
    const active = await pair.inSync(20_000);
    expect(active).toBe(round % 2 === 0 ? first : pair.other(first));
    for (const path of ['/one', '/two']) {
      const pushed = await eventually(5000, `${path} to serve`, async () => {
        const answer = await active.ask('POST', path, body, ports.httpSource).catch(() => undefined);
        return answer?.status === 503 ? undefined : answer;
      });
      expect(pushed.status).toBe(200);
    }
    await expect(pair.other(active).ask('POST', '/one', body, ports.httpSource)).rejects.toThrow('ECONNREFUSED');
    if (round < rounds - 1) expect((await active.ask('POST', '/ha/switchover')).status).toBe(200);
  }
  const query = JSON.stringify({appName: 'A', query: 'from T select k, n'});
  const answer = await first.ask('POST', '/stores/query', query);
  expect((JSON.parse(answer.text) as {records: unknown}).records).toEqual([['a', rounds * 2]]);
}, 300_000);

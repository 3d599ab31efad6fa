import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {configTable, ports} from '../src/config/index.ts';
import {freeOffsets} from '../src/pair/free-offsets.ts';
import {eventually, Pair} from '../src/pair/pair.ts';

const app = `@app:name('A')
@source(type='http', receiver.url='http://0.0.0.0:8006/in', basic.auth.enabled='true', @map(type='json'))
define stream S (n long);
define table T (k string, events long, total long);
from S select 'all' as k, count() as events, sum(n) as total
update or insert into T set T.events = events, T.total = total on T.k == k;`;

const command = fileURLToPath(new URL('../../packages/client/src/main.ts', import.meta.url));
type Ran = {code: number | null; out: string; err: string};
type Running = {ended: Promise<Ran>; child: ChildProcess};

/** The command as a process, as a user runs it. */
function start(argv: readonly string[], password = 'password'): Running {
  const env = {...process.env, TANDEM_AUTH_PASSWORD: password};
  const child = spawn(process.execPath, [command, ...argv], {env, stdio: ['pipe', 'pipe', 'pipe']});
  const ran: Ran = {code: null, out: '', err: ''};
  child.stdout.on('data', (part: Buffer) => (ran.out += part.toString('utf8')));
  child.stderr.on('data', (part: Buffer) => (ran.err += part.toString('utf8')));
  const ended = new Promise<Ran>((resolve) => child.on('close', (code) => resolve({...ran, code})));
  return {child, ended};
}
const tandem = (...argv: string[]): Promise<Ran> => start(argv).ended;

const directory = mkdtempSync(join(tmpdir(), 'tandem-command-'));
let pair: Pair;
let nodes: string[];
let sources: string[];
beforeAll(async () => {
  pair = new Pair({
    directory,
    groupId: 'test',
    password: 'password',
    secret: 'a secret of two nodes',
    offsets: await freeOffsets(5800),
    mysql: undefined,
    environment: {[configTable.metricsEmf.env]: 'true'},
  });
  for (const node of pair.nodes) node.start();
  const active = await pair.inSync(30_000);
  expect((await active.ask('POST', '/siddhi-apps', app)).status).toBe(201);
  const each = (option: string, port: number, path: string): string[] =>
    pair.nodes.flatMap((node) => [option, `http://127.0.0.1:${port + node.portsOffset}${path}`]);
  nodes = each('--node', ports.http, '');
  sources = each('--to', ports.httpSource, '/in');
});
afterAll(async () => {
  await pair.kill();
  rmSync(directory, {recursive: true, force: true});
});

const table = async (): Promise<unknown> => {
  const body = JSON.stringify({appName: 'A', query: 'from T select events, total'});
  return JSON.parse((await (await pair.inSync(20_000)).ask('POST', '/stores/query', body)).text);
};

test('a healthy pair: the status names both, the doctor finds nothing', async () => {
  const active = await pair.inSync(20_000);
  const other = pair.other(active);
  // The passive node learns it a heartbeat later.
  await eventually(5000, 'the passive node to know', async () => ((await other.status())?.inSync ? true : undefined));
  const status = await tandem('status', ...nodes);
  expect(status).toMatchObject({code: 0, err: ''});
  expect(status.out).toContain(`group test: ${active.nodeId} is active in epoch`);
  expect(status.out).toContain(`${other.nodeId} is in sync`);
  expect(status.out).toMatch(new RegExp(`${other.nodeId} +passive +\\d+ +yes +up`));
  const {out} = await tandem('status', '--json', ...nodes);
  const parsed = JSON.parse(out) as {nodes: {kind: string; status: {nodeId: string; version: string}}[]};
  expect(parsed.nodes.map(({kind, status: s}) => [kind, s.nodeId, s.version])).toEqual([
    ['up', 'node-1', '0.1.0'],
    ['up', 'node-2', '0.1.0'],
  ]);
  expect(await tandem('doctor', ...nodes)).toEqual({
    code: 0,
    out: 'nothing is wrong, as far as these told: 2 nodes\n',
    err: '',
  });
});

test('metrics are lines of their own on standard output', () => {
  const lines = readFileSync(join(directory, 'node-1.log'), 'utf8').split('\n');
  const metrics = lines.filter((line) => line.includes('_aws')).map((line) => JSON.parse(line) as object);
  expect(metrics[0]).toMatchObject({Group: 'test', Node: 'node-1', Active: expect.any(Number), Lag: 0});
});

test('wrong credentials are named', async () => {
  const {code, out} = await start(['doctor', ...nodes], 'another password').ended;
  expect(code).toBe(1);
  expect(out.match(/it refuses the credentials/g)).toHaveLength(2);
});

test('a push through a hand-over that the command asks for loses and doubles nothing', async () => {
  const before = await pair.inSync(20_000);
  const push = start(['push', '-', ...sources, '--run', 'r', '--json']);
  const {stdin} = push.child;
  const half = 400;
  const write = (from: number, to: number): void => {
    for (let n = from; n <= to; n++) stdin?.write(`{"n":${n}}\n`);
  };
  write(1, half);
  const switched = await tandem('switchover', '--json', ...nodes);
  expect(switched).toMatchObject({code: 0, err: ''});
  expect(JSON.parse(switched.out)).toMatchObject({from: before.nodeId, to: pair.other(before).nodeId});
  write(half + 1, 2 * half);
  stdin?.end();
  const {code, out, err} = await push.ended;
  expect([code, err]).toEqual([0, '']);
  expect(JSON.parse(out)).toMatchObject({lines: 2 * half, requests: 2 * half, repeated: 0, lastLine: 2 * half});
  expect((await pair.inSync(20_000)).nodeId).toBe(pair.other(before).nodeId);
  const all = {records: [[2 * half, (2 * half * (2 * half + 1)) / 2]]};
  expect(await table()).toEqual(all);
  // The same run again: everything had arrived.
  const again = start(['push', '-', ...sources, '--run', 'r', '--json']);
  for (let n = 1; n <= 5; n++) again.child.stdin?.write(`{"n":${n}}\n`);
  again.child.stdin?.end();
  expect(JSON.parse((await again.ended).out)).toMatchObject({lines: 5, repeated: 5});
  expect(await table()).toEqual(all);
});

test('the passive node knows where the active one is', async () => {
  const active = await pair.inSync(20_000);
  const index = pair.other(active) === pair.nodes[0] ? 0 : 1;
  const passive = nodes.slice(2 * index, 2 * index + 2);
  const status = await tandem('status', ...passive);
  expect(status.code).toBe(0);
  expect(status.out).toContain(`${active.nodeId} is active, as its passive node says`);
  const switched = await tandem('switchover', ...passive);
  expect(switched).toMatchObject({code: 0, err: ''});
  expect(switched.out).toMatch(
    new RegExp(`^${active.nodeId} handed over to ${pair.other(active).nodeId} in \\d+ ms\n$`),
  );
  await pair.inSync(20_000);
});

test('a node that was killed is named by the doctor, and there is nobody to hand over to', async () => {
  const active = await pair.inSync(20_000);
  const other = pair.other(active);
  await other.end('SIGKILL');
  const refused = await tandem('switchover', ...nodes);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain(`${active.nodeId} stays active: no passive node is in sync\n  next: `);
  const {code, out} = await tandem('doctor', ...nodes);
  expect(code).toBe(1);
  expect(out).toContain(
    `FAULT http://127.0.0.1:${ports.http + other.portsOffset}: it does not answer: connect ECONNREFUSED`,
  );
  expect(out).toContain(`FAULT ${active.nodeId}: it is active alone`);
  other.start();
  await pair.inSync(20_000);
});

import {createServer, type RequestListener, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterEach, expect, test} from 'vitest';
import {NodeIngress, type NodeIngressOptions} from './node-ingress.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
async function other(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const ingress = (options: Partial<NodeIngressOptions>): NodeIngress =>
  new NodeIngress({
    credentials: {authUser: 'u', authPassword: 'p', authToken: ''},
    active: () => false,
    submit: () => Promise.reject(new Error('not active')),
    busy: () => false,
    target: async () => ({host: '127.0.0.1', portsOffset: 0}),
    forwards: true,
    holdMs: 5000,
    heldBytes: 1_000_000,
    ...options,
  });
const request = (port: number): Parameters<NodeIngress['forward']>[0] => ({
  port,
  method: 'POST',
  path: '/in?a=1',
  headers: {'x-own': 'yes', connection: 'keep-alive'},
  body: Buffer.from('{}'),
});

test('a request reaches the active with its headers, a key and the mark of a forwarded one', async () => {
  const port = await other((got, response) => {
    const {'x-own': own, 'idempotency-key': key, 'tandem-forwarded': mark} = got.headers;
    const body = `${got.url} ${String(own)} ${String(key).length} ${String(mark)}`;
    response.writeHead(200, {'x-answer': 'a', 'content-length': body.length}).end(body);
  });
  const answer = await ingress({}).forward(request(port));
  expect(answer).toMatchObject({status: 200, headers: {'x-answer': 'a'}});
  expect(answer === 'local' ? '' : answer.body.toString()).toBe('/in?a=1 yes 36 1');
});

test('a retry carries the same key, and 503 of the other is tried again', async () => {
  const keys: string[] = [];
  const port = await other((got, response) => {
    keys.push(String(got.headers['idempotency-key']));
    response.writeHead(keys.length < 3 ? 503 : 200, {'content-length': 0}).end();
  });
  expect(await ingress({}).forward(request(port))).toMatchObject({status: 200});
  expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
});

test('when this node becomes active, what waits for a frozen one is taken here, under the key that was sent', async () => {
  let active = false;
  let sent = '';
  let arrived: () => void = () => undefined;
  const waiting = new Promise<void>((resolve) => (arrived = resolve));
  const port = await other((got) => {
    sent = String(got.headers['idempotency-key']);
    arrived(); // and never answers
  });
  const mine = ingress({active: () => active});
  const asked = request(port);
  const forwarded = mine.forward(asked);
  await waiting;
  active = true;
  mine.takeHere();
  expect(await forwarded).toBe('local');
  expect(asked.headers['idempotency-key']).toBe(sent);
});

test('a node that calls itself active and refuses its inputs pauses before it is asked again', async () => {
  const mine = ingress({active: () => true, target: async () => undefined});
  let turns = 0;
  const immediate = setInterval(() => turns++, 5);
  expect(await mine.forward(request(1))).toBe('local');
  clearInterval(immediate);
  expect(turns).toBeGreaterThan(0);
});

test.each([
  {name: 'nobody is active', options: {target: async () => undefined, holdMs: 0}},
  {name: 'the database does not say who is', options: {target: () => Promise.reject(new Error('down')), holdMs: 0}},
  {name: 'forwarding is off', options: {forwards: false}},
] satisfies {name: string; options: Partial<NodeIngressOptions>}[])('503 when $name', async ({options}) =>
  expect(await ingress(options).forward(request(1))).toMatchObject({status: 503, headers: {'retry-after': '1'}}),
);

test('requests are held up to a limit; what is beyond it comes again, and each one that was held is answered', async () => {
  let release: () => void = () => undefined;
  const free = new Promise<void>((resolve) => (release = resolve));
  const port = await other(
    (_, response) => void free.then(() => response.writeHead(200, {'content-length': 5}).end('taken')),
  );
  const mine = ingress({heldBytes: 10_000});
  const large = {...request(port), body: Buffer.alloc(2000)};
  const held = [mine.forward(large), mine.forward(large)];
  expect(await mine.forward(large)).toMatchObject({status: 429, headers: {'retry-after': '1'}});
  release();
  for (const one of held) expect(await one).toMatchObject({status: 200});
  expect(await mine.forward(large)).toMatchObject({status: 200});
});

test('when the last node leaves, what waits is refused at once', async () => {
  let asked = 0;
  const last = ingress({
    target: async () => {
      if (++asked === 2) last.letGo();
      return undefined;
    },
  });
  const began = performance.now();
  expect(await last.forward(request(1))).toMatchObject({status: 503, headers: {'retry-after': '1'}});
  expect(performance.now() - began).toBeLessThan(1000);
});

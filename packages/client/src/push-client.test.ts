import {createServer, type RequestListener, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterEach, expect, test} from 'vitest';
import {PushClient, PushGaveUp, PushRefused} from './push-client.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
async function node(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/s`;
}
const taking =
  (seen: string[]): RequestListener =>
  (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      seen.push(`${String(request.headers['idempotency-key'])} ${Buffer.concat(parts).toString()}`);
      response.end(JSON.stringify({events: 1, sequence: seen.length, timestamp: 5}));
    });
  };
const saying =
  (status: number, text = ''): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(status).end(text);
  };

test('pushes arrive one after the other, in order', async () => {
  const seen: string[] = [];
  const client = new PushClient({nodes: [await node(taking(seen))]});
  const answers = await Promise.all([1, 2, 3].map((i) => client.push({i}, `k${i}`)));
  expect(seen).toEqual(['k1 {"i":1}', 'k2 {"i":2}', 'k3 {"i":3}']);
  expect(answers.map((a) => a.sequence)).toEqual([1, 2, 3]);
  client.close();
});

test.each([
  {name: 'refuses connections', first: undefined},
  {name: 'is not active', first: saying(503)},
  {name: 'is busy', first: saying(429)},
  {name: 'drops the connection', first: ((request) => request.socket.destroy()) satisfies RequestListener},
])('when a node $name the same request goes to the other', async ({first}) => {
  const seen: string[] = [];
  const one = first ? await node(first) : 'http://127.0.0.1:1/s';
  const client = new PushClient({nodes: [one, await node(taking(seen))]});
  expect(await client.push({i: 1}, 'k')).toMatchObject({sequence: 1, attempts: 2});
  expect(await client.push({i: 2}, 'l')).toMatchObject({sequence: 2, attempts: 1});
  expect(seen).toEqual(['k {"i":1}', 'l {"i":2}']);
  client.close();
});

test('a refused payload is not tried again', async () => {
  const client = new PushClient({nodes: [await node(saying(400, 'no'))]});
  await expect(client.push({})).rejects.toThrow(PushRefused);
  client.close();
});

test('when nobody takes it the client gives up and says what it heard', async () => {
  const client = new PushClient({nodes: [await node(saying(503, 'nobody'))], patienceMs: 0});
  await expect(client.push({})).rejects.toThrow(PushGaveUp);
  client.close();
});

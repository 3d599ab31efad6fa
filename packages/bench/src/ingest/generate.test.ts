import {once} from 'node:events';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterEach, expect, test} from 'vitest';
import {generate} from './generate.ts';
import {percentiles} from './load.ts';

let server: Server;
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A receiver that answers with this status; what it was sent. */
async function receiver(status: number): Promise<{port: number; seen: string[]}> {
  const seen: string[] = [];
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      seen.push(`${request.method} ${request.url} ${request.headers.authorization} ${Buffer.concat(parts).toString()}`);
      response.writeHead(status, {'content-length': 2}).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {port: (server.address() as AddressInfo).port, seen};
}
const load = {path: '/in', authorization: 'Basic x', connections: 2, pipelined: 3, warm: 0.02, measure: 0.1};

test.each([undefined, 200])('at rate %s each request is answered once, and its CPU is told', async (rate) => {
  const {port, seen} = await receiver(200);
  const result = await generate({...load, port, batch: 2, pids: [process.pid], ...(rate !== undefined && {rate})});
  expect(result.others).toEqual({});
  expect(result.requests).toBeGreaterThan(0);
  expect(result.requests).toBeLessThanOrEqual(seen.length);
  expect(seen[0]).toMatch(
    /^POST \/in Basic x \[\{"event":\{"symbol":"S\d+","price":[\d.]+,"volume":\d+,"ts":\d+\}\},\{/,
  );
  expect(new Set(seen.slice(0, 100)).size).toBe(Math.min(seen.length, 100));
  expect(result.cpu).toEqual([expect.any(Number)]);
  if (rate !== undefined) expect(seen.length).toBeLessThan(rate);
});

test('other answers are counted apart', async () => {
  const {port} = await receiver(429);
  const result = await generate({...load, port, batch: 1, pids: []});
  expect([result.requests, Object.keys(result.others)]).toEqual([0, ['429']]);
});

test('a receiver that goes away is an error', async () => {
  const {port} = await receiver(200);
  setTimeout(() => server.closeAllConnections(), 10);
  await expect(generate({...load, port, batch: 1, pids: [], measure: 60})).rejects.toThrow();
});

test('percentiles are samples', () => {
  expect(percentiles(Float64Array.from({length: 200}, (_, i) => 200 - i))).toEqual({p50: 101, p99: 199, max: 200});
});

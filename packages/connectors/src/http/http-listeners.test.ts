import {type AddressInfo, createServer} from 'node:net';
import {expect, test} from 'vitest';
import {HttpListeners} from './http-listeners.ts';
import type {Ingress} from './ingress.ts';

/** A node that is not active and finds nobody who is. */
const nobody: Ingress = {
  active: () => false,
  authorised: () => true,
  submit: () => Promise.reject(new Error('not active')),
  forward: async () => ({status: 503, headers: {}, body: Buffer.from('nobody')}),
};
const listeners = (troubles: string[]): HttpListeners =>
  new HttpListeners({
    ingress: nobody,
    portsOffset: 0,
    bodyBytes: 100,
    connections: 10,
    graceMs: 1000,
    tls: undefined,
    onTrouble: (message) => troubles.push(message),
  });
const receiver = (port: number): {secure: boolean; host: string; port: number; path: string} => ({
  secure: false,
  host: '127.0.0.1',
  port,
  path: '/',
});

test('a port that another process has is taken as soon as it is free', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const {port} = holder.address() as AddressInfo;
  const troubles: string[] = [];
  const mine = listeners(troubles);
  await mine.serve([], [receiver(port)]);
  expect([mine.ports(), troubles]).toEqual([
    [],
    [`port ${port} is in use by another process: the HTTP sources on it are not served until it is free`],
  ]);
  await new Promise((resolve) => holder.close(resolve));
  await expect.poll(() => mine.ports(), {timeout: 5000}).toEqual([port]);
  expect(await (await fetch(`http://127.0.0.1:${port}/x`)).text()).toBe('nobody');
  await mine.close();
});

test('ports that nobody wants any more are closed, kept-alive connections included', async () => {
  const mine = listeners([]);
  await mine.serve([], [receiver(0)]);
  const [port] = mine.ports();
  await fetch(`http://127.0.0.1:${port}/x`);
  await mine.serve([]);
  expect(mine.ports()).toEqual([]);
  await expect(fetch(`http://127.0.0.1:${port}/x`)).rejects.toThrow();
});

test('an https receiver without a key is refused', async () => {
  const troubles: string[] = [];
  const mine = listeners(troubles);
  await mine.serve([], [{...receiver(0), secure: true}]);
  expect([mine.ports(), troubles]).toEqual([[], ['port 0: an https receiver needs tls.keyFile and tls.certFile']]);
  await mine.close();
});

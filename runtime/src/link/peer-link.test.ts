import {connect as connectPlain} from 'node:net';
import * as fc from 'fast-check';
import {afterEach, expect, test} from 'vitest';
import type {Log} from '@tandem/cluster';
import {Deframer, frame} from './framing.ts';
import {type Address, PeerLink} from './peer-link.ts';

const quiet: Log = {debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined};
const open: PeerLink[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((link) => link.close()));
});

/** `peers` is read at each attempt, so that a test can fill it in later. */
async function start(
  nodeId: string,
  peers: Address[],
  options: {secret?: string; group?: string; log?: Log} = {},
): Promise<{link: PeerLink; address: Address}> {
  const {secret = 'a secret of two nodes', group = 'g', log = quiet} = options;
  const link = new PeerLink({
    nodeId,
    incarnation: `${nodeId}!`,
    groupId: group,
    secret,
    host: '127.0.0.1',
    port: 0,
    peers: async () => peers,
    log,
  });
  open.push(link);
  const port = await link.open();
  return {link, address: {nodeId, incarnation: `${nodeId}!`, host: '127.0.0.1', port}};
}
const changed = (link: PeerLink, to: boolean): Promise<void> =>
  new Promise((resolve) => {
    if (link.up === to) resolve();
    else link.watch((up) => up === to && resolve());
  });
const received = (link: PeerLink, count: number): Promise<Uint8Array[]> =>
  new Promise((resolve) => {
    const messages: Uint8Array[] = [];
    link.receive((message) => messages.push(Uint8Array.from(message)) === count && resolve(messages));
  });
async function pair(): Promise<{a: PeerLink; b: PeerLink; peersOfB: Address[]}> {
  const a = await start('a', []);
  const peersOfB = [a.address];
  const b = await start('b', peersOfB);
  await Promise.all([changed(a.link, true), changed(b.link, true)]);
  return {a: a.link, b: b.link, peersOfB};
}

test('messages of any size arrive in order, both ways', async () => {
  const {a, b} = await pair();
  const messages = [new Uint8Array([1]), new Uint8Array(3_000_000).fill(2), new Uint8Array([3])];
  const [atA, atB] = [received(a, 3), received(b, 3)];
  for (const message of messages) {
    a.send(message);
    b.send(message);
  }
  const differing = (arrived: readonly Uint8Array[]): number[] =>
    messages.flatMap((message, i) => (Buffer.compare(message, arrived[i]!) === 0 ? [] : [i]));
  expect(differing(await atA)).toEqual([]);
  expect(differing(await atB)).toEqual([]);
  expect(a.peerIncarnation).toBe('b!');
});

test('what is announced arrives at each new connection', async () => {
  const {a, b} = await pair();
  const heard = (): Promise<unknown> => new Promise((resolve) => b.announced(resolve));
  const first = heard();
  a.announce({ports: [8006]});
  expect(await first).toEqual({ports: [8006]});
  const second = heard();
  b.reset();
  expect(await second).toEqual({ports: [8006]});
});

test('after a reset the greater id dials again', async () => {
  const {a, b} = await pair();
  const [downA, downB] = [changed(a, false), changed(b, false)];
  a.reset();
  await Promise.all([downA, downB]);
  await Promise.all([changed(a, true), changed(b, true)]);
  const arrived = received(b, 1);
  a.send(new Uint8Array([7]));
  expect(await arrived).toEqual([new Uint8Array([7])]);
});

test('the address is read anew: a peer that came back elsewhere is found', async () => {
  const {a, b, peersOfB} = await pair();
  const down = changed(b, false);
  await a.close();
  await down;
  const again = await start('a', []);
  peersOfB.splice(0, 1, again.address);
  await Promise.all([changed(b, true), changed(again.link, true)]);
  expect(again.link.peerIncarnation).toBe('b!');
});

test.each([
  {name: 'another secret', options: {secret: 'a secret of others..'}},
  {name: 'another group', options: {group: 'other'}},
])('a node with $name is refused', async ({options}) => {
  const refusals: string[] = [];
  let note: () => void = () => undefined;
  const refused = new Promise<void>((resolve) => (note = resolve));
  const log: Log = {...quiet, debug: (message) => message.includes('refused') && (refusals.push(message), note())};
  const a = await start('a', [], {log});
  const b = await start('b', [a.address], options);
  await refused;
  expect(refusals[0]).toContain('a connection was refused');
  expect([a.link.up, b.link.up]).toEqual([false, false]);
});

test('plain TCP gets nothing', async () => {
  const {address} = await start('a', []);
  const bytes = await new Promise<number>((resolve, reject) => {
    let count = 0;
    const socket = connectPlain(address.port, address.host, () => socket.write('GET / HTTP/1.1\r\n\r\n'));
    socket.on('data', (data) => (count += data.length));
    socket.on('error', reject);
    socket.on('close', () => resolve(count));
  });
  expect(bytes).toBeLessThanOrEqual(7); // at most a TLS alert
});

test('messages come out as they went in, however the bytes are cut', () =>
  fc.assert(
    fc.property(fc.array(fc.uint8Array({maxLength: 50})), fc.array(fc.integer({min: 1, max: 9})), (messages, cuts) => {
      const bytes = Buffer.concat(messages.map((m) => frame(m)));
      const deframer = new Deframer();
      const out: Uint8Array[] = [];
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const size = cuts[i % Math.max(cuts.length, 1)] ?? bytes.length;
        out.push(...[...deframer.push(bytes.subarray(at, at + size))].map((m) => Uint8Array.from(m)));
        at += size;
      }
      expect(out).toEqual(messages.map((m) => Uint8Array.from([0, ...m])));
    }),
  ));

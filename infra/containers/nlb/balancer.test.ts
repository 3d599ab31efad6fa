import {once} from 'node:events';
import {createServer as createHttpServer} from 'node:http';
import {type AddressInfo, connect, createServer, type Socket} from 'node:net';
import {afterEach, expect, test} from 'vitest';
import {type TargetGroupSpec} from '../template/endpoint-spec.ts';
import {eventually} from '../wait.ts';
import {Balancer} from './balancer.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A node: it says its address to whoever connects, and echoes; its health is a switch. */
async function node(ip: string, port: number): Promise<{healthy: boolean; checkPort: number; port: number}> {
  const state = {healthy: true, checkPort: 0, port: 0};
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(`${ip}\n`);
    socket.pipe(socket);
  });
  const check = createHttpServer((_, response) => void response.writeHead(state.healthy ? 200 : 503).end());
  await new Promise<void>((resolve) => server.listen(port, ip, resolve));
  await new Promise<void>((resolve) => check.listen(port === 0 ? 0 : checkPortOf.get(port), ip, resolve));
  closing.push(
    () => server.close(),
    () => check.closeAllConnections(),
    () => check.close(),
  );
  state.port = (server.address() as AddressInfo).port;
  state.checkPort = (check.address() as AddressInfo).port;
  checkPortOf.set(state.port, state.checkPort);
  return state;
}
/** Also of a connection that is reset, which is an error to who holds it. */
const gone = (socket: Socket): Promise<void> => new Promise((resolve) => void socket.once('close', () => resolve()));
/** As behind a target group, all nodes are checked at the same port. */
const checkPortOf = new Map<number, number>();

async function pair(change: Partial<TargetGroupSpec> = {}) {
  const first = await node('127.0.0.1', 0);
  const second = await node('127.0.0.2', first.port);
  const group: TargetGroupSpec = {
    id: 'group',
    port: first.port,
    check: {
      path: '/health',
      port: first.checkPort,
      code: 200,
      intervalMs: 20,
      timeoutMs: 1000,
      healthyAfter: 2,
      unhealthyAfter: 3,
    },
    deregistrationDelayMs: 50,
    cutsAfterDelay: true,
    ...change,
  };
  // An address of the loopback that nobody else listens at.
  const listener = {port: first.port, group: 'group'};
  const balancer = new Balancer({groups: [group], listeners: [listener]}, () => undefined);
  await balancer.listen('127.0.0.3');
  closing.push(() => balancer.close());
  const becomes = (ip: string, state: string): Promise<boolean> =>
    eventually(10_000, `${ip} to be ${state}`, () => balancer.stateOf({group: 'group', ip}) === state, 5);
  const dial = async (): Promise<{socket: Socket; to: string}> => {
    const socket = connect(first.port, '127.0.0.3');
    socket.on('error', () => undefined);
    closing.push(() => socket.destroy());
    const [hello] = (await once(socket, 'data')) as [Buffer];
    return {socket, to: hello.toString().trim()};
  };
  return {balancer, first, second, becomes, dial};
}

test('a connection reaches one of the healthy targets and carries both ways', async () => {
  const {balancer, becomes, dial} = await pair();
  balancer.register({group: 'group', ip: '127.0.0.1'});
  await becomes('127.0.0.1', 'healthy');
  const {socket, to} = await dial();
  expect(to).toBe('127.0.0.1');
  socket.write('ping');
  const [echo] = (await once(socket, 'data')) as [Buffer];
  expect(echo.toString()).toBe('ping');
});

test('a target that fails its checks loses its connections and gets no new ones', async () => {
  const {balancer, first, becomes, dial} = await pair();
  balancer.register({group: 'group', ip: '127.0.0.1'});
  await becomes('127.0.0.1', 'healthy');
  const {socket} = await dial();
  balancer.register({group: 'group', ip: '127.0.0.2'});
  await becomes('127.0.0.2', 'healthy');
  first.healthy = false;
  await gone(socket);
  await becomes('127.0.0.1', 'unhealthy');
  for (let i = 0; i < 8; i++) expect((await dial()).to).toBe('127.0.0.2');
});

test('a target that leaves keeps its connections for the delay, and then they are cut', async () => {
  const {balancer, becomes, dial} = await pair();
  balancer.register({group: 'group', ip: '127.0.0.1'});
  await becomes('127.0.0.1', 'healthy');
  const {socket} = await dial();
  const closed = gone(socket);
  const left = balancer.deregister({group: 'group', ip: '127.0.0.1'});
  expect(balancer.stateOf({group: 'group', ip: '127.0.0.1'})).toBe('draining');
  socket.write('still there');
  const [echo] = (await once(socket, 'data')) as [Buffer];
  expect(echo.toString()).toBe('still there');
  await left;
  await closed;
  expect(balancer.stateOf({group: 'group', ip: '127.0.0.1'})).toBeUndefined();
});

test('without targets a connection is refused', async () => {
  const {balancer, first} = await pair();
  expect(balancer.carried.size).toBe(0);
  const socket = connect(first.port, '127.0.0.3');
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNRESET');
});

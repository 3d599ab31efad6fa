import {once} from 'node:events';
import {type AddressInfo, createServer, type Socket} from 'node:net';
import {expect, test} from 'vitest';
import {defaults} from '../config/index.ts';
import {RunningNode} from './running-node.ts';
import {eventually} from '../pair/pair.ts';

test('a node that waits for its database is alive, and not ready', async () => {
  // Takes connections and says nothing, like a database that is restoring.
  const calls: Socket[] = [];
  const silent = createServer((call) => calls.push(call.on('error', () => undefined)));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const quiet = (): void => undefined;
  const node = new RunningNode(
    {
      ...defaults(),
      clusterEnabled: false,
      httpHost: '127.0.0.1',
      httpPort: 0,
      storesPort: 0,
      databaseKind: 'mysql',
      databaseHost: '127.0.0.1',
      databasePort: (silent.address() as AddressInfo).port,
      authPassword: 'password',
    },
    {debug: quiet, info: quiet, warn: quiet, error: quiet},
  );
  const ended = node.start().then(
    () => 'started',
    (error: Error) => error.name,
  );
  const port = await eventually(5000, 'the port', async () => node.ports()['http']);
  const ask = async (path: string): Promise<[number, unknown]> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return [response.status, await response.json()];
  };
  expect(await ask('/health')).toEqual([200, {status: 'healthy'}]);
  expect(await ask('/health/ready')).toEqual([503, expect.objectContaining({type: 'starting'})]);
  expect(await ask('/ha/status')).toEqual([503, expect.objectContaining({type: 'starting'})]);
  await eventually(5000, 'a call to the database', async () => calls[0]);
  await node.stop();
  silent.close();
  for (const call of calls) call.destroy();
  expect(await ended).toBe('NodeExit');
});

import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Log} from '@tandem/cluster';
import {defaults, type Settings} from '../config/index.ts';
import {RunningNode} from '../node/running-node.ts';
import {eventually} from '../pair/pair.ts';

const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export type OneNode = {
  node: RunningNode;
  /** To REST; with credentials unless `authorization` is given. */
  ask(
    method: string,
    path: string,
    body?: string,
    headers?: Record<string, string>,
  ): Promise<{status: number; text: string; headers: Headers}>;
  /** The same to any port. */
  at(port: number): OneNode['ask'];
  close(): Promise<void>;
};

/** A group of one in this process, active, on free ports and a database of its own. */
export async function oneNode(
  settings: Partial<Settings> = {},
  log: Log = quiet,
  out?: (line: string) => unknown,
): Promise<OneNode> {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-'));
  const node = new RunningNode(
    {
      ...defaults(),
      clusterEnabled: false,
      httpHost: '127.0.0.1',
      httpPort: 0,
      storesPort: 0,
      databasePath: join(directory, 't.db'),
      authPassword: 'password',
      authToken: 'a-token-of-many-letters',
      ...settings,
    },
    log,
    out,
  );
  await node.start();
  await eventually(10_000, 'the node to be active', async () => (node.status().role === 'active' ? true : undefined));
  const at =
    (port: number): OneNode['ask'] =>
    async (method, path, body, headers = {}) => {
      const authorization = `Basic ${Buffer.from('admin:password').toString('base64')}`;
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: {authorization, ...headers},
        ...(body !== undefined && {body}),
      });
      return {status: response.status, text: await response.text(), headers: response.headers};
    };
  return {
    node,
    at,
    ask: (...request) => at(node.ports()['http'] ?? 0)(...request),
    async close() {
      await node.stop();
      rmSync(directory, {recursive: true, force: true});
    },
  };
}

/** The port of the node's only HTTP source. */
export function sourcePort(node: RunningNode): number {
  return Object.entries(node.ports()).find(([name]) => name.startsWith('httpSource:'))?.[1] ?? 0;
}

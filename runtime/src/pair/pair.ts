import {join} from 'node:path';
import {parseJdbcUrl} from '@tandem/connectors/jdbc-url';
import {configTable} from '../config/index.ts';
import {type HaStatus, NodeProcess} from './node-process.ts';

export type PairOptions = {
  directory: string;
  /** What both nodes run. @default - the sources */
  program?: string;
  groupId: string;
  password: string;
  secret: string;
  offsets: readonly [number, number];
  /** `mysql://user:password@host:port`; without it a SQLite file in the directory. */
  mysql: string | undefined;
  environment?: Record<string, string>;
  /** What the first and what the second node has beside it. */
  each?: readonly [Record<string, string>, Record<string, string>];
  onExit?: (node: NodeProcess, code: number | null) => void;
};

/** Two node processes on one machine with one database. */
export class Pair {
  readonly nodes: readonly [NodeProcess, NodeProcess];

  constructor(options: PairOptions) {
    const environment = {
      ...databaseOf(options),
      TANDEM_GROUP_ID: options.groupId,
      TANDEM_CLUSTER_SECRET: options.secret,
      ...options.environment,
    };
    const node = (index: 0 | 1): NodeProcess => {
      const nodeId = `node-${index + 1}`;
      const {password, directory, program, onExit} = options;
      const made: NodeProcess = new NodeProcess({
        nodeId,
        portsOffset: options.offsets[index],
        password,
        program,
        environment: {...environment, ...options.each?.[index]},
        logFile: join(directory, `${nodeId}.log`),
        onExit: (code) => onExit?.(made, code),
      });
      return made;
    };
    this.nodes = [node(0), node(1)];
  }

  statuses(): Promise<(HaStatus | undefined)[]> {
    return Promise.all(this.nodes.map((node) => node.status()));
  }
  /** The node that says it is active; of two, during a change, that of the larger epoch. */
  async active(): Promise<NodeProcess | undefined> {
    const statuses = await this.statuses();
    let best: {node: NodeProcess; epoch: number} | undefined;
    this.nodes.forEach((node, i) => {
      const status = statuses[i];
      if (status?.role === 'active' && (!best || status.epoch > best.epoch)) best = {node, epoch: status.epoch};
    });
    return best?.node;
  }
  other(node: NodeProcess): NodeProcess {
    return node === this.nodes[0] ? this.nodes[1] : this.nodes[0];
  }
  /** Waits until one is active and the other in sync behind it. */
  inSync(withinMs: number): Promise<NodeProcess> {
    return eventually(withinMs, 'the pair to be in sync', async () => {
      const active = await this.active();
      const status = await active?.status();
      const standby = active && (await this.other(active).status());
      return status?.inSync === true && standby?.role === 'passive' ? active : undefined;
    });
  }
  /** The passive first, so that the active leaves last and everything is in the database. */
  async stop(): Promise<void> {
    const active = await this.active();
    const order = active ? [this.other(active), active] : this.nodes;
    for (const node of order) await node.end('SIGTERM');
  }
  async kill(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.end('SIGKILL')));
  }
}

/** Asks every 20 ms until there is an answer; throws when `withinMs` are over. */
export async function eventually<T>(withinMs: number, what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (performance.now() > until) throw new Error(`waited ${withinMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function databaseOf({directory, mysql}: PairOptions): Record<string, string> {
  if (mysql === undefined) return {[configTable.databasePath.env]: join(directory, 'tandem.db')};
  const url = new URL(mysql);
  const given = parseJdbcUrl(`jdbc:mysql://${url.host}/${url.pathname.slice(1) || 'clusterdb'}`);
  if (url.protocol !== 'mysql:' || !given) throw new Error(`--mysql: expected mysql://user:password@host:port`);
  return {
    [configTable.databaseKind.env]: 'mysql',
    [configTable.databaseHost.env]: given.host,
    [configTable.databasePort.env]: String(given.port),
    [configTable.databaseUser.env]: decodeURIComponent(url.username),
    [configTable.databasePassword.env]: decodeURIComponent(url.password),
    ...(url.pathname.length > 1 && {
      [configTable.clusterDatabase.env]: given.database,
      [configTable.persistenceDatabase.env]: given.database,
    }),
  };
}

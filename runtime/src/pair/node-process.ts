import {type ChildProcess, spawn} from 'node:child_process';
import {createWriteStream} from 'node:fs';
import {request as httpRequest} from 'node:http';
import {fileURLToPath} from 'node:url';
import type {NodeStatus} from '@tandem/cluster';
import {ports} from '../config/index.ts';
import {nodeFlags} from './node-flags.ts';

/** What `/ha/status` answers. */
export type HaStatus = NodeStatus & {
  groupId: string;
  version: string;
  ports: Record<string, number>;
  sinks: {published: number; refused: number; waiting: Record<string, number>};
};

export type NodeProcessOptions = {
  nodeId: string;
  portsOffset: number;
  password: string;
  /** What it runs. @default - the sources */
  program?: string | undefined;
  /** Settings that both nodes share, as environment variables. */
  environment: Record<string, string>;
  /** Its log goes here, appended. */
  logFile: string;
  onExit?: (code: number | null) => void;
};

const sources = fileURLToPath(new URL('../main.ts', import.meta.url));

/** One node of a pair as a child process. */
export class NodeProcess {
  readonly nodeId: string;
  readonly portsOffset: number;
  readonly password: string;
  readonly #options: NodeProcessOptions;
  #child: ChildProcess | undefined;

  constructor(options: NodeProcessOptions) {
    this.#options = options;
    this.nodeId = options.nodeId;
    this.password = options.password;
    this.portsOffset = options.portsOffset;
  }

  start(): void {
    const {nodeId, portsOffset, password, program = sources, environment, logFile, onExit} = this.#options;
    const env = {
      ...process.env,
      ...environment,
      TANDEM_NODE_ID: nodeId,
      TANDEM_PORTS_OFFSET: String(portsOffset),
      TANDEM_AUTH_PASSWORD: password,
      TANDEM_ADVERTISED_HOST: '127.0.0.1',
    };
    // A group of its own: Ctrl-C reaches the parent, which then stops the nodes in order.
    const child = spawn(process.execPath, [...nodeFlags, program, '--stop-with-stdin'], {
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const log = createWriteStream(logFile, {flags: 'a'});
    child.stdout.pipe(log, {end: false});
    child.stderr.pipe(log, {end: false});
    child.stdin.on('error', () => undefined);
    child.on('exit', (code) => {
      log.end();
      if (this.#child === child) this.#child = undefined;
      onExit?.(code);
    });
    this.#child = child;
  }

  get running(): boolean {
    return this.#child !== undefined;
  }
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Sends the signal; resolves when the process has ended. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (!child) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  }

  /** undefined while it does not answer. */
  async status(): Promise<HaStatus | undefined> {
    const answer = await this.ask('GET', '/ha/status').catch(() => undefined);
    return answer?.status === 200 ? (JSON.parse(answer.text) as HaStatus) : undefined;
  }

  /** One request to its REST. Rejects when it does not answer within `patience` ms. */
  ask(
    method: string,
    path: string,
    body = '',
    port: number = ports.http,
    patience = 2000,
  ): Promise<{status: number; text: string}> {
    const auth = `admin:${this.#options.password}`;
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        {host: '127.0.0.1', port: port + this.portsOffset, method, path, auth, timeout: patience},
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', reject);
          response.on('end', () =>
            resolve({status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8')}),
          );
        },
      );
      request.on('timeout', () => request.destroy(new Error(`${this.nodeId} did not answer`)));
      request.on('error', reject);
      request.end(body);
    });
  }
}

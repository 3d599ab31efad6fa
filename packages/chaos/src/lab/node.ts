import {type ChildProcess, spawn} from 'node:child_process';
import {createWriteStream} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {must} from '@tandem/base';
import type {NodeStatus} from '@tandem/cluster';
import {standStill} from '@tandem/conformance';
import {type Answer, ask} from './ask.ts';
import {addressOf, type Host, type Network} from './network.ts';
import {WallClock} from './wall-clock.ts';

export type HaStatus = NodeStatus & {sinks: {waiting: Record<string, number>; published: number; refused: number}};
/** What a node said in its log that concerns roles; `at`: `performance.now()` of the reader. */
export type RoleLine = {node: LabNode; what: 'took the row' | 'active' | 'passive'; at: number};

export type LabNodeOptions = {
  network: Network;
  host: Host;
  folder: string;
  program: string;
  password: string;
  environment: Record<string, string>;
  onRole: (line: RoleLine) => void;
  /** It logged an error that no fault of the lab explains. */
  onAlarm: (node: LabNode, message: string) => void;
  onExit: (node: LabNode, code: number | null, signal: string | null) => void;
};

/** Loud, and rightly so, when a database is away or a clock is set. */
const expectedErrors = ['database:', 'clock:'];
const rest = 9090;
const stores = 7070;

/** One node of the pair: a process of the production bundle in its own namespace. */
export class LabNode {
  readonly host: Host;
  readonly clock: WallClock;
  readonly #options: LabNodeOptions;
  #child: ChildProcess | undefined;
  /** It was told to end, so its end is no surprise. */
  #ending = false;

  constructor(options: LabNodeOptions) {
    this.#options = options;
    this.host = options.host;
    this.clock = new WallClock(join(options.folder, `${options.host}.clock`));
  }
  get running(): boolean {
    return this.#child !== undefined;
  }
  start(): void {
    if (this.#child) return;
    const {network, host, folder, program, environment, password} = this.#options;
    const [enter, ...where] = network.within(host);
    const child = spawn(enter, [...where, process.execPath, program, '--stop-with-stdin', '--log-format', 'json'], {
      env: {
        ...process.env,
        ...environment,
        ...this.clock.environment,
        TANDEM_NODE_ID: host,
        TANDEM_AUTH_PASSWORD: password,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#ending = false;
    const log = createWriteStream(join(folder, `${host}.log`), {flags: 'a'});
    child.stdout.pipe(log, {end: false});
    createInterface({input: child.stdout}).on('line', (line) => this.#read(line));
    child.stderr.pipe(log, {end: false});
    child.stdin.on('error', () => undefined);
    child.on('close', () => log.end());
    child.on('exit', (code, signal) => {
      if (this.#child === child) this.#child = undefined;
      if (!this.#ending) this.#options.onExit(this, code, signal);
    });
    this.#child = child;
  }
  /** Sends the signal; resolves when the process has ended, with its exit code. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const child = this.#child;
    if (!child) return Promise.resolve(0);
    this.#ending = true;
    return new Promise((resolve) => {
      child.once('exit', (code) => resolve(code));
      child.kill(signal);
    });
  }
  pause(): void {
    standStill(must(this.#child?.pid, 'a running node'));
  }
  resume(): void {
    this.#child?.kill('SIGCONT');
  }
  /** undefined while it does not answer. */
  async status(): Promise<HaStatus | undefined> {
    if (!this.#child) return undefined;
    const answer = await this.#ask(rest, 'GET', '/ha/status').catch(() => undefined);
    return answer?.status === 200 ? (JSON.parse(answer.text) as HaStatus) : undefined;
  }
  deploy(app: string): Promise<Answer> {
    return this.#ask(rest, 'POST', '/siddhi-apps', app, 20_000);
  }
  query(appName: string, query: string): Promise<Answer> {
    return this.#ask(stores, 'POST', '/stores/query', JSON.stringify({appName, query}), 20_000);
  }
  #ask(port: number, method: string, path: string, body = '', timeout = 2000): Promise<Answer> {
    const {password} = this.#options;
    return ask({host: addressOf(this.host), port, password}, method, path, body, timeout);
  }
  #read(text: string): void {
    if (text.includes('"level":"error"')) {
      const {msg = text} = JSON.parse(text) as {msg?: string};
      if (!expectedErrors.some((word) => msg.startsWith(word))) this.#options.onAlarm(this, msg);
    }
    const at = performance.now();
    const told = (what: RoleLine['what']): void => this.#options.onRole({node: this, what, at});
    if (text.includes('Took the leader row')) told('took the row');
    if (text.includes('Changed to Active Mode') || text.includes('Starting up as Active')) told('active');
    if (text.includes('Changed to Passive Mode') || text.includes('Starting up as Passive')) told('passive');
  }
}

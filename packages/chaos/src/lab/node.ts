import {createWriteStream} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {assert, must} from '@tandem/base';
import type {NodeStatus} from '@tandem/cluster';
import {standStill} from '@tandem/conformance';
import {type Answer, ask} from './ask.ts';
import {eventually} from './eventually.ts';
import type {Launch, Launched} from './launch.ts';
import {addressOf, type Host} from './network.ts';
import {WallClock} from './wall-clock.ts';

export type HaStatus = NodeStatus & {sinks: {waiting: Record<string, number>; published: number; refused: number}};
/** What a node said in its log that concerns roles; `at`: `performance.now()` of the reader. */
export type RoleLine = {node: LabNode; what: 'took the row' | 'active' | 'passive'; at: number};

export type LabNodeOptions = {
  launch: Launch;
  host: Host;
  folder: string;
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

/** One node of the pair, in its own namespace: a process of the production bundle, or a container of the image. */
export class LabNode {
  readonly host: Host;
  readonly clock: WallClock;
  readonly #options: LabNodeOptions;
  #launch: Launch;
  #running: Launched | undefined;
  /** It was told to end, so its end is no surprise. */
  #ending = false;

  constructor(options: LabNodeOptions) {
    this.#options = options;
    this.#launch = options.launch;
    this.host = options.host;
    this.clock = new WallClock(join(options.folder, `clock-${options.host}`, 'offset'));
  }
  get running(): boolean {
    return this.#running !== undefined;
  }
  /** As it was started last, or in another way from now on. */
  start(launch: Launch = this.#launch): void {
    if (this.#running) return;
    this.#launch = launch;
    const {host, folder, environment, password} = this.#options;
    const variables = {
      ...environment,
      TANDEM_NODE_ID: host,
      TANDEM_AUTH_PASSWORD: password,
      TANDEM_LOG_FORMAT: 'json',
    };
    const running = launch(host, variables, this.clock);
    const {child} = running;
    const {stdout, stderr} = child;
    assert(stdout && stderr, 'what a node writes is read');
    this.#ending = false;
    const log = createWriteStream(join(folder, `${host}.log`), {flags: 'a'});
    stdout.pipe(log, {end: false});
    createInterface({input: stdout}).on('line', (line) => this.#read(line));
    stderr.pipe(log, {end: false});
    child.on('close', () => log.end());
    child.on('exit', (code, signal) => {
      if (this.#running === running) this.#running = undefined;
      if (!this.#ending) this.#options.onExit(this, code, signal);
    });
    this.#running = running;
  }
  /** Sends the signal; resolves when the process has ended, with its exit code. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const running = this.#running;
    if (!running) return 0;
    this.#ending = true;
    const ended = new Promise<number | null>((resolve) => void running.child.once('exit', (code) => resolve(code)));
    const pid = eventually(20_000, `${this.host} to be a process`, async () => running.pid());
    await Promise.race([pid.then((id) => process.kill(id, signal)), ended]);
    return ended;
  }
  pause(): void {
    standStill(this.#pid());
  }
  resume(): void {
    if (this.#running) process.kill(this.#pid(), 'SIGCONT');
  }
  #pid(): number {
    return must(this.#running?.pid(), 'a running node');
  }
  /** undefined while it does not answer. */
  async status(): Promise<HaStatus | undefined> {
    if (!this.#running) return undefined;
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

import {type ChildProcess, spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import type {Wrong} from '../check/outputs.ts';
import type {Network} from '../lab/network.ts';
import type {Reply, Request, Stats} from './messages.ts';

const program = fileURLToPath(new URL('load-process.ts', import.meta.url));

/** The steering side of the load process: one request at a time, in order. */
export class LoadClient {
  readonly #child: ChildProcess;
  #waiting: ((reply: Reply) => void)[] = [];

  constructor(network: Network, onExit: (code: number | null) => void) {
    const [enter, ...where] = network.within('cl');
    this.#child = spawn(enter, [...where, process.execPath, program], {stdio: ['ignore', 'inherit', 'inherit', 'ipc']});
    this.#child.on('message', (reply) => this.#waiting.shift()?.(reply as Reply));
    this.#child.on('exit', onExit);
  }
  ask(request: Request): Promise<Reply> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#child.send(request);
    });
  }
  async stats(): Promise<Stats> {
    return ((await this.ask({do: 'stats'})) as {stats: Stats}).stats;
  }
  async check(totals: unknown, tally: unknown): Promise<{wrong: Wrong[]; compared: number}> {
    return (await this.ask({do: 'check', totals, tally})) as {wrong: Wrong[]; compared: number};
  }
}

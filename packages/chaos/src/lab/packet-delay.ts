import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Host, Network} from './network.ts';
import {works} from './run.ts';

const source = fileURLToPath(new URL('../../native/packet-delay.c', import.meta.url));

/** Delays packets between two hosts, by a netfilter queue: many kernels lack what `tc netem` needs. */
export class PacketDelay {
  readonly #network: Network;
  readonly #program: string;
  #queues = 0;

  private constructor(network: Network, program: string) {
    this.#network = network;
    this.#program = program;
  }
  /** undefined where it cannot be compiled: gcc and libnetfilter-queue-dev are needed. */
  static async build(network: Network, folder: string): Promise<PacketDelay | undefined> {
    const program = join(folder, 'packet-delay');
    if (!(await works('gcc', '-O2', '-o', program, source, '-lnetfilter_queue'))) return undefined;
    return new PacketDelay(network, program);
  }
  /** Both ways. Resolves with what ends it. */
  async between(one: Host, two: Host, ms: number, jitterMs: number): Promise<() => Promise<void>> {
    const ends = [await this.#oneWay(one, two, ms, jitterMs), await this.#oneWay(two, one, ms, jitterMs)];
    return async () => {
      for (const end of ends) await end();
    };
  }
  async #oneWay(from: Host, to: Host, ms: number, jitterMs: number): Promise<() => Promise<void>> {
    const queue = this.#queues++ % 60_000;
    const [enter, ...where] = this.#network.within(to);
    const words = [...where, this.#program, String(queue), String(ms), String(jitterMs)];
    const child = spawn(enter, words, {stdio: ['ignore', 'pipe', 'inherit']});
    await once(child.stdout, 'data');
    const undo = await this.#network.toQueue(from, to, queue);
    return async () => {
      await undo();
      child.kill('SIGKILL');
    };
  }
}

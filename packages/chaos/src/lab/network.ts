import {existsSync} from 'node:fs';
import {run, works} from './run.ts';

/** The hosts of the lab; `switch` holds the bridge, and whoever steers. */
export const hosts = ['n1', 'n2', 'db', 'cl'] as const;
export type Host = (typeof hosts)[number];

const addresses: Record<Host, string> = {n1: '10.77.0.11', n2: '10.77.0.12', db: '10.77.0.5', cl: '10.77.0.20'};
export const addressOf = (host: Host): string => addresses[host];

/**
 * A network of its own: one namespace a host, all on a bridge that lies in a
 * namespace too, so that nothing of it meets the machine's own network. Cuts
 * are made by address between two hosts, so the steering side keeps its view.
 */
export class Network {
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }
  /** The name of a host's namespace. */
  namespace(host: Host | 'switch'): string {
    return `${this.#prefix}-${host}`;
  }
  /** Words before a program that make it run in a host's namespace. It is not wrapped: its process id is the program's. */
  within(host: Host | 'switch'): [string, string] {
    return ['nsenter', `--net=/var/run/netns/${this.namespace(host)}`];
  }
  async up(): Promise<void> {
    const sw = this.namespace('switch');
    await run('ip', 'netns', 'add', sw);
    await run('ip', '-n', sw, 'link', 'set', 'lo', 'up');
    await run('ip', '-n', sw, 'link', 'add', 'br0', 'type', 'bridge');
    await run('ip', '-n', sw, 'addr', 'add', '10.77.0.1/24', 'dev', 'br0');
    await run('ip', '-n', sw, 'link', 'set', 'br0', 'up');
    for (const host of hosts) {
      const ns = this.namespace(host);
      await run('ip', 'netns', 'add', ns);
      await run('ip', '-n', sw, 'link', 'add', `v-${host}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', ns);
      await run('ip', '-n', sw, 'link', 'set', `v-${host}`, 'master', 'br0', 'up');
      await run('ip', '-n', ns, 'link', 'set', 'lo', 'up');
      await run('ip', '-n', ns, 'addr', 'add', `${addresses[host]}/24`, 'dev', 'eth0');
      await run('ip', '-n', ns, 'link', 'set', 'eth0', 'up');
    }
  }
  /** Ends whatever still runs in the namespaces, and removes them. Never rejects. */
  async down(): Promise<void> {
    for (const host of [...hosts, 'switch'] as const) {
      const ns = this.namespace(host);
      if (!existsSync(`/var/run/netns/${ns}`)) continue;
      const pids = await run('ip', 'netns', 'pids', ns).catch(() => '');
      for (const pid of pids.split('\n').map(Number)) if (pid > 1 && pid !== process.pid) endProcess(pid);
      await works('ip', 'netns', 'del', ns);
    }
  }
  /** What `from` sends never reaches `to`. Undone by the function that it resolves with. */
  drop(from: Host, to: Host): Promise<() => Promise<void>> {
    return this.#rule(to, 'INPUT', '-s', addresses[from], '-j', 'DROP');
  }
  /** A share (0 to 1) of what `from` sends never reaches `to`. */
  lose(from: Host, to: Host, share: number): Promise<() => Promise<void>> {
    const chance = ['-m', 'statistic', '--mode', 'random', '--probability', String(share)];
    return this.#rule(to, 'INPUT', '-s', addresses[from], ...chance, '-j', 'DROP');
  }
  /** Each TCP segment from one to the other is answered with a reset: open connections break, new ones are refused. */
  refuse(from: Host, to: Host): Promise<() => Promise<void>> {
    const reject = ['-j', 'REJECT', '--reject-with', 'tcp-reset'];
    return this.#rule(from, 'OUTPUT', '-p', 'tcp', '-d', addresses[to], ...reject);
  }
  /** Packets from one to the other wait in a queue of the kernel for a program (`packet-delay.ts`). Without one they pass. */
  toQueue(from: Host, to: Host, queue: number): Promise<() => Promise<void>> {
    const target = ['-j', 'NFQUEUE', '--queue-num', String(queue), '--queue-bypass'];
    return this.#rule(to, 'INPUT', '-s', addresses[from], ...target);
  }
  async #rule(host: Host, ...rule: string[]): Promise<() => Promise<void>> {
    const change = (what: string) => run(...this.within(host), 'iptables', '-w', what, ...rule);
    await change('-I');
    return async () => void (await change('-D'));
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

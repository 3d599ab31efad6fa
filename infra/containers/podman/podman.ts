import {execFile} from 'node:child_process';
import {promisify} from 'node:util';

const run = promisify(execFile);

/** Containers cannot be run on this machine; says what is missing. */
export class NoContainers extends Error {
  override readonly name = 'NoContainers';
}

export type RunOptions = {
  /** Variables of podman itself: what `--env NAME` without a value hands on, without showing it in the list of processes. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
};

const TIMEOUT = 600_000;

/** The podman of this machine; all that it makes carries the label of the round. */
export class Podman {
  readonly label: string;

  constructor(label: string) {
    this.label = label;
  }

  /** One podman command. @returns what it prints */
  async run(args: readonly string[], {env = {}, timeoutMs = TIMEOUT}: RunOptions = {}): Promise<string> {
    try {
      const {stdout} = await run('podman', args, {
        env: {...process.env, ...env},
        timeout: timeoutMs,
        maxBuffer: 64 << 20,
      });
      return stdout.trim();
    } catch (error) {
      const {code, stderr = '', message} = error as NodeJS.ErrnoException & {stderr?: string};
      if (code === 'ENOENT') throw new NoContainers(MISSING);
      const why = stderr.trim().split('\n').slice(-6).join('\n');
      throw new Error(`podman ${args[0] ?? ''} ${args[1] ?? ''}: ${why === '' ? message : why}`, {cause: error});
    }
  }

  /** Refuses a machine on which containers with addresses of their own cannot be run. */
  async check(): Promise<string> {
    const version = await this.run(['--version'], {timeoutMs: 20_000});
    if (process.getuid?.() !== 0)
      throw new NoContainers(
        'the nodes get addresses of their own on a bridge of this machine, which takes root: run this as root',
      );
    return version.replace('podman version ', 'podman ');
  }

  /** Names of what this round has made and not removed, networks included. */
  async left(): Promise<string[]> {
    const own = ['--filter', `label=${this.label}`];
    const containers = await this.run(['ps', '--all', ...own, '--format', '{{.Names}}']);
    const networks = await this.run(['network', 'ls', ...own, '--format', '{{.Name}}']);
    return [
      ...containers.split('\n').map((name) => `container ${name}`),
      ...networks.split('\n').map((n) => `network ${n}`),
    ]
      .filter((entry) => !entry.endsWith(' '))
      .sort();
  }

  /** Removes all of it. */
  async removeAll(): Promise<void> {
    const names = (kind: string) => (entry: string) => (entry.startsWith(kind) ? [entry.slice(kind.length)] : []);
    const left = await this.left();
    const containers = left.flatMap(names('container '));
    if (containers.length > 0) await this.run(['rm', '--force', '--volumes', '--time', '0', ...containers]);
    for (const network of left.flatMap(names('network '))) await this.run(['network', 'rm', '--force', network]);
  }
}

const MISSING =
  'podman is not installed: this command runs the synthesised task definitions as containers. On Debian: apt-get install podman runc netavark; docs/deploy.md says what else a machine within a machine needs';

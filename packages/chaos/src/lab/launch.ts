import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import type {Host, Network} from './network.ts';
import {works} from './run.ts';
import type {WallClock} from './wall-clock.ts';

/** A node that was started: `child` ends when it does, with its exit code, and brings what it writes. */
export type Launched = {
  child: ChildProcess;
  /** The process id of the node itself; undefined while there is none. */
  pid: () => number | undefined;
};
export type Launch = (host: Host, environment: Readonly<Record<string, string>>, clock: WallClock) => Launched;

/** The bundle, as a process in the host's namespace. */
export function asProcess(network: Network, program: string): Launch {
  return (host, environment, clock) => {
    const [enter, ...where] = network.within(host);
    // The process id is the node's own: nsenter becomes it.
    const child = spawn(enter, [...where, process.execPath, program, '--stop-with-stdin'], {
      env: {...process.env, ...environment, ...clock.environment},
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => undefined);
    return {child, pid: () => child.pid};
  };
}

export type ContainerLimits = {cpus: string; memoryMiB: string};
const containerOf = (network: Network, host: Host): string => network.namespace(host);

/**
 * A container of the image as it is, on a file system that it cannot write, in
 * the host's namespace. Values of variables go by podman's own environment, so
 * that no list of processes shows a secret.
 */
export function asContainer(network: Network, image: string, folder: string, limits: ContainerLimits): Launch {
  return (host, environment, clock) => {
    const pidFile = join(folder, `${host}.pid`);
    rmSync(pidFile, {force: true});
    const words = [
      'run',
      '--rm',
      '--replace',
      `--name=${containerOf(network, host)}`,
      '--pull=never',
      '--log-driver=none',
      '--no-healthcheck',
      `--network=ns:/var/run/netns/${network.namespace(host)}`,
      `--pidfile=${pidFile}`,
      `--cpus=${limits.cpus}`,
      `--memory=${limits.memoryMiB}m`,
      `--memory-swap=${limits.memoryMiB}m`,
      '--read-only',
      '--read-only-tmpfs=false',
      ...clock.files.map((file) => `--volume=${file}:${file}:ro`),
      ...Object.keys(environment).map((name) => `--env=${name}`),
      // Not by its own environment: podman's clock is nobody's business.
      ...Object.entries(clock.environment).map(([name, value]) => `--env=${name}=${value}`),
      image,
    ];
    const child = spawn('podman', words, {env: {...process.env, ...environment}, stdio: ['ignore', 'pipe', 'pipe']});
    const pid = (): number | undefined => {
      const found = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0;
      return found > 0 ? found : undefined;
    };
    return {child, pid};
  };
}

/** Removes what is left of the nodes' containers. Never rejects. */
export const removeContainers = (network: Network): Promise<boolean> =>
  works('podman', 'rm', '--force', '--ignore', '--time', '0', containerOf(network, 'n1'), containerOf(network, 'n2'));

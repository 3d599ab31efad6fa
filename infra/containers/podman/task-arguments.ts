import {readFileSync} from 'node:fs';
import {type TaskSpec} from '../template/task-spec.ts';

/** What a container of the round gets beside what its task definition says. */
export type Beside = {
  readonly label: string;
  readonly container: string;
  readonly network: readonly string[];
  /** Names that resolve to addresses. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Files of this machine, read-only, by their place in the container. */
  readonly files: Readonly<Record<string, string>>;
  /** Values in place of, or beside, those of the task definition. */
  readonly environment: Readonly<Record<string, string>>;
  readonly grantable: Grantable;
};

export type Arguments = {readonly args: readonly string[]; readonly env: Readonly<Record<string, string>>};

/** `podman create` for one task. Values of variables go by podman's own environment, so that no list of processes shows a secret. */
export function taskArguments(spec: TaskSpec, beside: Beside): Arguments {
  const env = {...spec.environment, ...spec.secrets, ...beside.environment};
  const {openFiles: most, processes} = beside.grantable;
  const openFiles = Math.min(spec.openFiles ?? most, most);
  return {
    env,
    args: [
      'create',
      '--name',
      beside.container,
      '--label',
      beside.label,
      '--pull',
      'never',
      ...beside.network,
      ...Object.entries(beside.hosts).map(([name, address]) => `--add-host=${name}:${address}`),
      ...Object.entries(beside.files).map(([there, here]) => `--volume=${here}:${there}:ro`),
      ...Object.keys(env).map((name) => `--env=${name}`),
      ...spec.ports.map((port) => `--expose=${port}/tcp`),
      `--cpus=${spec.cpus}`,
      `--memory=${spec.memoryMiB}m`,
      // Fargate has no swap.
      `--memory-swap=${spec.memoryMiB}m`,
      ...(spec.readOnly ? ['--read-only', '--read-only-tmpfs=false'] : []),
      `--ulimit=nofile=${openFiles}:${openFiles}`,
      `--ulimit=nproc=${processes}:${processes}`,
      `--stop-timeout=${spec.stopTimeoutMs / 1000}`,
      '--restart=no',
      // ECS runs the health check of the task definition, and not the image's.
      '--no-healthcheck',
      spec.image,
    ],
  };
}

/** What this process may grant a container; beyond it a machine within a machine refuses. */
export type Grantable = {readonly openFiles: number; readonly processes: number};

export function grantable(): Grantable {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  const hard = (name: string): number =>
    Number(new RegExp(`^${name}\\s+\\S+\\s+(\\d+)`, 'm').exec(limits)?.[1] ?? Infinity);
  const greatest = Number(readFileSync('/proc/sys/kernel/pid_max', 'utf8'));
  return {openFiles: hard('Max open files'), processes: Math.min(hard('Max processes'), greatest)};
}

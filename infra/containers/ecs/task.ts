import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {keepLog} from '../podman/keep-log.ts';
import {type Network} from '../podman/network.ts';
import {type Podman} from '../podman/podman.ts';
import {type Beside, taskArguments} from '../podman/task-arguments.ts';
import {type TaskSpec} from '../template/task-spec.ts';
import {ContainerHealth, type HealthState} from './container-health.ts';

export type TaskOptions = Omit<Beside, 'container' | 'network' | 'label'> & {
  readonly podman: Podman;
  readonly network: Network;
  /** Where its log goes. */
  readonly folder: string;
};

/** One task as ECS sees it. */
export interface Task {
  readonly container: string;
  readonly ip: string;
  /** `performance.now()` just before its process was started. */
  readonly startedAt: number;
  /** Resolves with the exit code once its process is gone, whoever ended it. */
  readonly exited: Promise<number>;
  health(): HealthState;
  /** SIGTERM, and SIGKILL after the stop timeout. Resolves with the exit code. */
  stop(): Promise<number>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Of a task that has exited: keeps its log, removes its container. */
  remove(): Promise<void>;
}

let started = 0;

/** Runs a task definition as a container with an address of its own. */
export async function startTask(spec: TaskSpec, options: TaskOptions): Promise<Task> {
  const {podman, network} = options;
  const {ip, args: address} = network.address();
  const container = `${network.name}-${spec.name}-${++started}`;
  const {args, env} = taskArguments(spec, {...options, label: podman.label, container, network: address});
  await podman.run(args, {env});
  const startedAt = performance.now();
  await podman.run(['start', container]);
  const exited = waitFor(container);
  const health = new ContainerHealth(spec.healthCheck);
  const checks = watchHealth(podman, container, spec, health, startedAt);
  void exited.then(() => clearInterval(checks));
  const stopSeconds = String(spec.stopTimeoutMs / 1000);
  return {
    container,
    ip,
    startedAt,
    exited,
    health: () => health.state,
    stop: async () => {
      await podman.run(['stop', '--time', stopSeconds, container], {timeoutMs: spec.stopTimeoutMs + 60_000});
      return exited;
    },
    kill: async () => {
      await podman.run(['kill', '--signal', 'KILL', container]);
      await exited;
    },
    remove: async () => {
      await keepLog(container, options.folder);
      await podman.run(['rm', '--force', '--time', '0', container]);
    },
  };
}

/** `podman wait` prints the exit code when the process is gone. */
async function waitFor(container: string): Promise<number> {
  const child = spawn('podman', ['wait', container], {stdio: ['ignore', 'pipe', 'ignore']});
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => void (text += part));
  await once(child, 'close');
  const code = Number.parseInt(text, 10);
  return Number.isNaN(code) ? -1 : code;
}

function watchHealth(
  podman: Podman,
  container: string,
  {healthCheck}: TaskSpec,
  health: ContainerHealth,
  startedAt: number,
): NodeJS.Timeout {
  const check = async (): Promise<void> => {
    const age = performance.now() - startedAt;
    const exec = podman.run(['exec', container, ...healthCheck.command], {timeoutMs: healthCheck.timeoutMs});
    health.checked(
      await exec.then(
        () => true,
        () => false,
      ),
      age,
    );
  };
  return setInterval(() => void check(), healthCheck.intervalMs);
}

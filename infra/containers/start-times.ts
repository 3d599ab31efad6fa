import {connect} from 'node:net';
import {type Task} from './ecs/task.ts';
import {eventually} from './wait.ts';

/** From the start of a task's process, ms. */
export type StartTimes = {
  readonly container: string;
  /** Its port for REST takes connections. */
  readonly listeningMs: number;
  /** `/health/ready` says yes: it has a role. */
  readonly readyMs: number;
  /** Its port for events takes connections: what is sent there is processed or forwarded. */
  readonly acceptingMs: number;
};

const LIMIT = 120_000;
const POLL = 10;

/** Follows a task that has just been started, without keeping its quarter of a CPU busy. */
export async function startTimes(task: Task, ports: {rest: number; events: number}): Promise<StartTimes> {
  const since = (): number => Math.round(performance.now() - task.startedAt);
  const opened = (port: number): Promise<number> =>
    eventually(
      LIMIT,
      `${task.container} to listen on ${port}`,
      async () => (await opens(task.ip, port)) && since(),
      POLL,
    );
  const ready = async (): Promise<number> => {
    const url = `http://${task.ip}:${ports.rest}/health/ready`;
    const answers = (): Promise<boolean> =>
      fetch(url, {signal: AbortSignal.timeout(2000)}).then(
        ({ok}) => ok,
        () => false,
      );
    return eventually(LIMIT, `${task.container} to be ready`, async () => (await answers()) && since(), 5 * POLL);
  };
  const listeningMs = await opened(ports.rest);
  const [readyMs, acceptingMs] = await Promise.all([ready(), opened(ports.events)]);
  return {container: task.container, listeningMs, readyMs, acceptingMs};
}

function opens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({host, port, timeout: 1000});
    const end = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {type TargetState} from '../nlb/target-health.ts';
import {type TaskSpec} from '../template/task-spec.ts';
import {type HealthState} from './container-health.ts';
import {Service} from './service.ts';
import {type Task} from './task.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type FakeTask = Task & {healthState: HealthState; die: (code: number) => void};

/** A service over tasks that exist in memory alone; `happened` tells what was done, in order. */
function setup() {
  const happened: string[] = [];
  const tasks: FakeTask[] = [];
  const states = new Map<string, TargetState>();
  const launch = async (spec: TaskSpec): Promise<Task> => {
    const container = `${spec.image}#${tasks.length + 1}`;
    happened.push(`start ${container}`);
    const {promise: exited, resolve: die} = Promise.withResolvers<number>();
    const task: FakeTask = {
      container,
      ip: `ip-${tasks.length + 1}`,
      startedAt: performance.now(),
      exited,
      healthState: 'HEALTHY',
      die,
      health: () => task.healthState,
      stop: async () => {
        happened.push(`stop ${container}`);
        die(0);
        return exited;
      },
      kill: async () => die(137),
      remove: async () => void happened.push(`remove ${container}`),
    };
    tasks.push(task);
    return task;
  };
  const groups = {
    register: ({ip}: {ip: string}) => void states.set(ip, 'healthy'),
    deregister: async ({ip}: {ip: string}) => {
      happened.push(`drain ${ip}`);
      states.delete(ip);
    },
    stateOf: ({ip}: {ip: string}) => states.get(ip),
  };
  const spec = {id: 'Service1', task: 'Task1', groups: ['group'], graceMs: 120_000};
  const service = new Service(spec, {launch, groups, say: () => undefined});
  return {service, happened, tasks, states};
}

const definition = (image: string): TaskSpec => ({image}) as TaskSpec;

test('a deployment drains and stops the old task before it starts the new one', async () => {
  const {service, happened} = setup();
  await service.deploy(definition('v1'));
  await service.deploy(definition('v2'));
  expect(happened).toEqual(['start v1#1', 'drain ip-1', 'stop v1#1', 'remove v1#1', 'start v2#2']);
  await service.close();
});

test('a deployment is not over before the container and its targets are healthy', async () => {
  const {service, tasks, states} = setup();
  await service.deploy(definition('v1'));
  const isSteady = vi.fn<() => void>();
  tasks[0]!.healthState = 'UNKNOWN';
  states.set('ip-1', 'initial');
  void service.steady().then(isSteady);
  await vi.advanceTimersByTimeAsync(1000);
  tasks[0]!.healthState = 'HEALTHY';
  await vi.advanceTimersByTimeAsync(1000);
  expect(isSteady).not.toHaveBeenCalled();
  states.set('ip-1', 'healthy');
  await vi.advanceTimersByTimeAsync(1000);
  expect(isSteady).toHaveBeenCalled();
  await service.close();
});

test('a task that died is replaced by one of the same definition', async () => {
  const {service, happened, tasks} = setup();
  await service.deploy(definition('v1'));
  tasks[0]!.die(137);
  await vi.advanceTimersByTimeAsync(0);
  expect(happened.at(-1)).toBe('start v1#2');
  expect(service.replaced).toBe(1);
  await service.close();
});

test('a task whose container is unhealthy is stopped and replaced', async () => {
  const {service, happened, tasks} = setup();
  await service.deploy(definition('v1'));
  tasks[0]!.healthState = 'UNHEALTHY';
  await vi.advanceTimersByTimeAsync(1000);
  expect(happened.slice(1)).toEqual(['drain ip-1', 'stop v1#1', 'remove v1#1', 'start v1#2']);
  await service.close();
});

test("the load balancer's opinion counts once the grace is over", async () => {
  const {service, tasks, states} = setup();
  await service.deploy(definition('v1'));
  states.set('ip-1', 'unhealthy');
  await vi.advanceTimersByTimeAsync(119_000);
  expect(tasks).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(3000);
  expect(tasks).toHaveLength(2);
  await service.close();
});

test('a service that is closed stops its task and starts no other', async () => {
  const {service, happened, tasks} = setup();
  await service.deploy(definition('v1'));
  await service.close();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(happened).toEqual(['start v1#1', 'drain ip-1', 'stop v1#1', 'remove v1#1']);
  expect(tasks).toHaveLength(1);
});

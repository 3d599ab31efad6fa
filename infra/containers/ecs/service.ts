import {type TargetState} from '../nlb/target-health.ts';
import {type ServiceSpec} from '../template/service-spec.ts';
import {type TaskSpec} from '../template/task-spec.ts';
import {eventually} from '../wait.ts';
import {type Task} from './task.ts';

/** What a service needs of its load balancer. */
export type TargetGroups = {
  register(membership: {group: string; ip: string}): void;
  deregister(membership: {group: string; ip: string}): Promise<void>;
  stateOf(membership: {group: string; ip: string}): TargetState | undefined;
};

export type ServiceParts = {
  readonly groups: TargetGroups;
  readonly launch: (spec: TaskSpec) => Promise<Task>;
  readonly say: (line: string) => void;
  /** How often it looks at its task, ms. @default 1000 */
  readonly lookMs?: number;
};

const STEADY_LIMIT = 240_000;
const LOOK = 1000;

/**
 * Stands in for an ECS service of one task (`minimumHealthyPercent` 0, `maximumPercent` 100).
 *
 * Always holds: never two of its tasks at once. A task that is stopped leaves its target groups first and gets its stop signal when
 * its connections have drained; one that died, or that the health checks call ill, is replaced.
 */
export class Service {
  readonly spec: ServiceSpec;
  readonly #parts: ServiceParts;
  readonly #look: NodeJS.Timeout;
  #definition: TaskSpec | undefined;
  #task: Task | undefined;
  #closed = false;
  /** Tasks replaced without a deployment. */
  replaced = 0;
  /** One change at a time. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(spec: ServiceSpec, parts: ServiceParts) {
    this.spec = spec;
    this.#parts = parts;
    this.#look = setInterval(() => this.#replaceIfIll(), parts.lookMs ?? LOOK);
  }

  get task(): Task | undefined {
    return this.#task;
  }

  /** Makes the task one of that definition. Resolves when the service is steady, as CloudFormation waits for it. */
  async deploy(definition: TaskSpec): Promise<void> {
    await this.#change(async () => {
      this.#definition = definition;
      if (this.#task !== undefined) await this.#stop(this.#task);
      await this.#start(definition);
    });
    await this.steady();
  }

  /** Resolves when its task runs, its container is healthy and so are its targets. */
  async steady(): Promise<void> {
    await eventually(STEADY_LIMIT, `${this.spec.id} to become steady`, () => this.#isSteady());
  }

  /** Stops the task and starts no other. */
  async close(): Promise<void> {
    this.abandon();
    await this.#change(async () => {
      if (this.#task !== undefined) await this.#stop(this.#task);
      this.#task = undefined;
    });
  }

  /** Looks after its task no more, and leaves it as it is. */
  abandon(): void {
    this.#closed = true;
    clearInterval(this.#look);
  }

  #isSteady(): boolean {
    const task = this.#task;
    return (
      task !== undefined && task.health() === 'HEALTHY' && this.#states(task).every((state) => state === 'healthy')
    );
  }

  #states({ip}: Task): (TargetState | undefined)[] {
    return this.spec.groups.map((group) => this.#parts.groups.stateOf({group, ip}));
  }

  async #start(definition: TaskSpec): Promise<void> {
    const task = await this.#parts.launch(definition);
    this.#task = task;
    for (const group of this.spec.groups) this.#parts.groups.register({group, ip: task.ip});
    void task.exited.then((code) => {
      if (this.#task === task && !this.#closed) void this.#replace(task, `stopped with code ${code}`);
    });
  }

  async #stop(task: Task): Promise<void> {
    // From here on its end is no surprise.
    this.#task = undefined;
    await this.#deregister(task);
    const code = await task.stop();
    this.#parts.say(`${task.container} was stopped: exit code ${code}`);
    await task.remove();
  }

  async #replace(task: Task, why: string): Promise<void> {
    await this.#change(async () => {
      if (this.#task !== task || this.#closed || this.#definition === undefined) return;
      this.#parts.say(`${task.container} ${why}: the service starts another`);
      this.replaced++;
      // Of a dead task nothing is waited for; its connections are cut when the delay is over.
      void this.#deregister(task);
      this.#task = undefined;
      await task.stop();
      await task.remove();
      await this.#start(this.#definition);
    });
  }

  async #deregister({ip}: Task): Promise<void> {
    await Promise.all(this.spec.groups.map((group) => this.#parts.groups.deregister({group, ip})));
  }

  #replaceIfIll(): void {
    const task = this.#task;
    if (task === undefined || this.#closed) return;
    const isOld = performance.now() - task.startedAt > this.spec.graceMs;
    if (task.health() === 'UNHEALTHY') void this.#replace(task, 'fails the health check of its container');
    else if (isOld && this.#states(task).includes('unhealthy'))
      void this.#replace(task, 'fails the health check of the load balancer');
  }

  #change(change: () => Promise<void>): Promise<void> {
    const done = this.#changing.then(change);
    this.#changing = done.catch(() => undefined);
    return done;
  }
}

import {must} from '@tandem/base';
import {ports} from '@tandem/runtime/config';
import {type Database} from './database/database.ts';
import {Service} from './ecs/service.ts';
import {type Task} from './ecs/task.ts';
import {Balancer} from './nlb/balancer.ts';
import {Pair, PAIR_LIMIT} from './pair.ts';
import {type Release, type Stage} from './stage.ts';
import {type TaskSpec} from './template/task-spec.ts';

const NODE_PORTS = {rest: ports.http, events: ports.httpSource};

/** The services of a template with their tasks, behind its load balancer. */
export class RunningCluster {
  readonly services: readonly Service[];
  readonly pair: Pair;
  /** Of REST; must not be printed. */
  readonly password: string;
  readonly limits: {readonly cpus: number; readonly memoryMiB: number};
  readonly #balancer: Balancer;
  readonly #host: string;
  readonly #say: (line: string) => void;

  private constructor(
    services: readonly Service[],
    balancer: Balancer,
    host: string,
    task: TaskSpec,
    say: (line: string) => void,
  ) {
    this.services = services;
    this.password = must(task.secrets['TANDEM_AUTH_PASSWORD'], 'a password of REST among the secrets');
    this.pair = new Pair(services, this.password, ports.http);
    this.limits = {cpus: task.cpus, memoryMiB: task.memoryMiB};
    this.#balancer = balancer;
    this.#host = host;
    this.#say = say;
  }

  /** Resolves once both services are steady and the pair is in sync. */
  static async start(
    stage: Stage,
    release: Release,
    database: Database,
    say: (line: string) => void,
  ): Promise<RunningCluster> {
    const balancer = new Balancer(release.endpoint, say);
    await balancer.listen(stage.network.gateway);
    const launch = async (definition: TaskSpec): Promise<Task> => {
      const task = await stage.launch(definition, database, NODE_PORTS);
      say(`${task.container} was started at ${task.ip}`);
      return task;
    };
    const services = release.services.map((spec) => new Service(spec, {groups: balancer, launch, say}));
    const task = must([...release.tasks.values()][0], 'a task definition');
    const cluster = new RunningCluster(services, balancer, stage.network.gateway, task, say);
    try {
      await cluster.deploy(release);
      await cluster.pair.inSync(PAIR_LIMIT);
    } catch (error) {
      await cluster.close();
      throw error;
    }
    return cluster;
  }

  /** Where a source is, through the load balancer. */
  url(path: string): string {
    return `http://${this.#host}:${ports.httpSource}${path}`;
  }

  /** Connections by the address that they went to. */
  get carried(): ReadonlyMap<string, number> {
    return this.#balancer.carried;
  }

  /** One service after the other, as the template orders them. */
  async deploy({tasks}: Release): Promise<void> {
    for (const service of this.services) {
      await service.deploy(must(tasks.get(service.spec.task), `the task definition ${service.spec.task}`));
      this.#say(`${service.spec.id} is steady`);
    }
  }

  /** Stops all tasks, as a deletion of the stack would. */
  async stop(): Promise<void> {
    for (const service of this.services) await service.close();
  }

  /** Ends what runs in this process, and leaves the tasks as they are. */
  async close(): Promise<void> {
    for (const service of this.services) service.abandon();
    await this.#balancer.close();
  }
}

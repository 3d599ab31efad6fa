import type {Clock} from '@tandem/base';
import type {ClusterStore, Log, Member, NodeStatus, Role} from '@tandem/cluster';
import {ecsTasks} from './ecs-tasks.ts';
import {StaleTask} from './stale-task.ts';

export type FencingOptions = {
  nodeId: string;
  task: {arn: string; cluster: string};
  store: Pick<ClusterStore, 'members'>;
  status: () => NodeStatus;
  clock: Clock;
  log: Log;
};

/**
 * Whom this node suspects, and when: the active that it deposed, when it takes
 * over; and a task that ran under its own name, when it starts.
 */
export class Fencing {
  readonly #options: FencingOptions;
  readonly #watched = new Set<StaleTask>();

  constructor(options: FencingOptions) {
    this.#options = options;
  }
  /** Before the node writes its own row: whoever ran under its name is still in there. Never rejects. */
  async starting(): Promise<void> {
    const {nodeId} = this.#options;
    this.#suspect((await this.#members()).find((row) => row.nodeId === nodeId));
  }
  /** Not after a switchover: whoever hands over is well. Never rejects. */
  async roleIs(role: Role): Promise<void> {
    if (role !== 'active') return role === 'takingOver' ? undefined : this.end();
    const {nodeId, status} = this.#options;
    const {predecessor} = status();
    if (predecessor === null) return undefined;
    return this.#suspect((await this.#members()).find((r) => r.incarnation === predecessor && r.nodeId !== nodeId));
  }
  end(): void {
    for (const watched of this.#watched) watched.end();
    this.#watched.clear();
  }

  async #members(): Promise<Member[]> {
    const {store, log} = this.#options;
    return store.members().catch((error: unknown) => {
      log.warn(`a stale task would not be noticed: the members cannot be read: ${String(error)}`);
      return [];
    });
  }
  #suspect(row: Member | undefined): void {
    const {nodeId, task, store, status, clock, log} = this.#options;
    const taskArn = row?.properties['taskArn'];
    if (!row || taskArn === undefined) return;
    const watched = new StaleTask(
      {
        own: {nodeId, taskArn: task.arn},
        members: () => store.members(),
        linkedTo: () => {
          const {peer} = status();
          return peer?.linkUp === true ? peer.nodeId : undefined;
        },
        tasks: ecsTasks(task.cluster),
        clock,
        log,
      },
      {nodeId: row.nodeId, incarnation: row.incarnation, taskArn},
    );
    this.#watched.add(watched);
    void watched.watch().finally(() => this.#watched.delete(watched));
  }
}

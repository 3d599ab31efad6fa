import {type Service} from './ecs/service.ts';
import {eventually} from './wait.ts';

/** What `/ha/status` of a node says, as far as the round reads it. */
export type NodeStatus = {
  readonly nodeId: string;
  readonly role: string;
  readonly inSync: boolean;
  readonly lag: number;
  readonly queueBytes: number;
  readonly version: string;
  readonly sinks: {readonly waiting: Readonly<Record<string, number>>};
};

const ANSWER_LIMIT = 2000;

/** How long a pair may take to be one again, ms. */
export const PAIR_LIMIT = 120_000;

/** Asks both nodes for their roles over REST, past the load balancer. */
export class Pair {
  readonly #services: readonly Service[];
  readonly #password: string;
  readonly #port: number;

  constructor(services: readonly Service[], password: string, port: number) {
    this.#services = services;
    this.#password = password;
    this.#port = port;
  }

  async status(service: Service): Promise<NodeStatus | undefined> {
    if (service.task === undefined) return undefined;
    const headers = {authorization: `Basic ${Buffer.from(`admin:${this.#password}`).toString('base64')}`};
    try {
      const url = `http://${service.task.ip}:${this.#port}/ha/status`;
      const response = await fetch(url, {headers, signal: AbortSignal.timeout(ANSWER_LIMIT)});
      return response.ok ? ((await response.json()) as NodeStatus) : undefined;
    } catch {
      return undefined;
    }
  }

  /** The service whose task is active. */
  async active(limitMs: number): Promise<Service> {
    return eventually(limitMs, 'a node to be active', async () => {
      for (const service of this.#services) if ((await this.status(service))?.role === 'active') return service;
      return undefined;
    });
  }

  /** Resolves with the active's service once the other node holds all that a takeover needs. */
  async inSync(limitMs: number): Promise<Service> {
    return eventually(limitMs, 'the pair to be in sync', async () => {
      const statuses = await Promise.all(this.#services.map((service) => this.status(service)));
      const at = statuses.findIndex((status) => status?.role === 'active' && status.inSync);
      return statuses.some((status) => status?.role === 'passive') ? this.#services[at] : undefined;
    });
  }
}

import {request} from 'node:http';
import {type Socket} from 'node:net';
import {type TargetGroupSpec} from '../template/endpoint-spec.ts';
import {TargetHealth, type TargetState} from './target-health.ts';

/** One address in a target group: checked on its own, with the connections that go to it. */
export class Target {
  readonly ip: string;
  readonly port: number;
  readonly #spec: TargetGroupSpec;
  readonly #health: TargetHealth;
  readonly #connections = new Set<Socket>();
  readonly #onChange: (state: TargetState) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(ip: string, spec: TargetGroupSpec, onChange: (state: TargetState) => void) {
    this.ip = ip;
    this.port = spec.port;
    this.#spec = spec;
    this.#health = new TargetHealth(spec.check);
    this.#onChange = onChange;
    this.#timer = setInterval(() => void this.#check(), spec.check.intervalMs);
    void this.#check();
  }

  get state(): TargetState {
    return this.#health.state;
  }

  get open(): number {
    return this.#connections.size;
  }

  /** A connection of a client's that goes here; it is cut when the target is thought ill, as a network load balancer does. */
  carry(connection: Socket): void {
    this.#connections.add(connection);
    connection.once('close', () => this.#connections.delete(connection));
  }

  /** No new connections; those that are open may go on for the delay of the group. Resolves when it is over. */
  async drain(): Promise<void> {
    clearInterval(this.#timer);
    this.#health.state = 'draining';
    this.#onChange('draining');
    await new Promise((resolve) => setTimeout(resolve, this.#spec.deregistrationDelayMs));
    if (this.#spec.cutsAfterDelay) this.cut();
  }

  cut(): void {
    clearInterval(this.#timer);
    for (const connection of this.#connections) connection.resetAndDestroy();
  }

  async #check(): Promise<void> {
    const passed = await answers(this.ip, this.#spec);
    if (!this.#health.checked(passed)) return;
    if (this.state === 'unhealthy') for (const connection of this.#connections) connection.resetAndDestroy();
    this.#onChange(this.state);
  }
}

function answers(ip: string, {check}: TargetGroupSpec): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(
      {host: ip, port: check.port, path: check.path, agent: false, signal: AbortSignal.timeout(check.timeoutMs)},
      (response) => {
        response.resume();
        response.on('error', () => resolve(false));
        response.on('end', () => resolve(response.statusCode === check.code));
      },
    );
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

import {connect, createServer, type Server, type Socket} from 'node:net';
import {must} from '@tandem/base';
import {type EndpointSpec} from '../template/endpoint-spec.ts';
import {chooseTarget} from './choose-target.ts';
import {Target} from './target.ts';
import {type TargetState} from './target-health.ts';

export type Membership = {readonly group: string; readonly ip: string};

/**
 * Stands in for the network load balancer: listeners, target groups, health checks, thresholds and draining are those of the
 * template.
 *
 * Always holds: a connection stays with one target from its first byte to its last. Other than AWS's it ends the client's
 * TCP and opens its own, so the nodes see this machine as the client, and a new target is in use as soon as its checks pass.
 */
export class Balancer {
  /** Connections by the address that they went to. */
  readonly carried = new Map<string, number>();
  readonly #spec: EndpointSpec;
  readonly #say: (line: string) => void;
  readonly #targets = new Map<string, Target[]>();
  readonly #servers: Server[] = [];
  readonly #clients = new Set<Socket>();

  constructor(spec: EndpointSpec, say: (line: string) => void) {
    this.#spec = spec;
    this.#say = say;
    for (const {id} of spec.groups) this.#targets.set(id, []);
  }

  async listen(host: string): Promise<void> {
    for (const {port, group} of this.#spec.listeners) {
      const server = createServer({allowHalfOpen: true}, (client) => this.#forward(client, group, port));
      this.#servers.push(server);
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, resolve);
      });
    }
  }

  register({group, ip}: Membership): void {
    const spec = must(
      this.#spec.groups.find(({id}) => id === group),
      `the target group ${group}`,
    );
    const target = new Target(ip, spec, (state) => this.#say(`load balancer: ${ip}:${spec.port} is ${state}`));
    this.#of(group).push(target);
  }

  /** Resolves when the target's connections are over. Without effect if it is not registered. */
  async deregister({group, ip}: Membership): Promise<void> {
    const target = this.#of(group).find((candidate) => candidate.ip === ip && candidate.state !== 'draining');
    if (target === undefined) return;
    await target.drain();
    const targets = this.#of(group);
    targets.splice(targets.indexOf(target), 1);
  }

  stateOf({group, ip}: Membership): TargetState | undefined {
    return this.#of(group).find((target) => target.ip === ip)?.state;
  }

  async close(): Promise<void> {
    for (const target of [...this.#targets.values()].flat()) target.cut();
    for (const client of this.#clients) client.destroy();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  #of(group: string): Target[] {
    return must(this.#targets.get(group), `the target group ${group}`);
  }

  #forward(client: Socket, group: string, to: number): void {
    this.#clients.add(client);
    client.once('close', () => this.#clients.delete(client));
    client.on('error', () => client.destroy());
    const flow = {address: client.remoteAddress ?? '', port: client.remotePort ?? 0, to};
    const target = chooseTarget(this.#of(group), flow);
    if (target === undefined) return void client.resetAndDestroy();
    this.carried.set(target.ip, (this.carried.get(target.ip) ?? 0) + 1);
    target.carry(client);
    const upstream = connect({host: target.ip, port: target.port, allowHalfOpen: true, noDelay: true});
    client.setNoDelay(true);
    upstream.on('error', () => client.resetAndDestroy());
    upstream.on('close', (failed) => (failed ? client.resetAndDestroy() : client.destroySoon()));
    client.on('close', () => upstream.destroy());
    client.pipe(upstream);
    upstream.pipe(client);
  }
}

import type {Log, Role} from '@tandem/cluster';
import {HttpListeners, type HttpSourceSpec, type ReceiverUrl, type SourceSpec} from '@tandem/connectors';
import type {Settings} from '../config/index.ts';
import {NodeIngress, type NodeIngressOptions} from '../ingress/node-ingress.ts';
import type {Tls} from './http-servers.ts';

export type HttpSourcesOptions = Pick<NodeIngressOptions, 'submit' | 'tracing' | 'busy' | 'target'> & {
  settings: Settings;
  tls: Tls | undefined;
  log: Log;
  /** The sources of the apps that run here. */
  sources: () => readonly SourceSpec[];
  /** Tells the other node where the sources of this one listen. */
  announce: (receivers: readonly ReceiverUrl[]) => void;
};

/**
 * The HTTP sources of this node: their ports, and the way in behind them. The
 * ports are open on the active, and on the other node too when it forwards;
 * that one knows them from what the active announces.
 */
export class HttpSources {
  readonly #options: HttpSourcesOptions;
  readonly #forwards: boolean;
  readonly #ingress: NodeIngress;
  readonly #listeners: HttpListeners;
  #role: Role = 'starting';
  /** Where the active's sources listen, as far as this node knows. */
  #receivers: readonly ReceiverUrl[] = [];
  #serving: Promise<void> = Promise.resolve();

  constructor(options: HttpSourcesOptions) {
    const {settings: s, submit, tracing, busy, target, tls, log} = options;
    this.#options = options;
    this.#forwards = s.ingress === 'forward' && s.clusterEnabled;
    this.#ingress = new NodeIngress({
      credentials: s,
      active: () => this.#role === 'active',
      submit,
      tracing,
      busy,
      target,
      forwards: this.#forwards,
      holdMs: s.ingressHoldMs,
      heldBytes: s.queueBytes,
    });
    this.#listeners = new HttpListeners({
      ingress: this.#ingress,
      portsOffset: s.portsOffset,
      bodyBytes: s.bodyBytes,
      connections: s.connections,
      graceMs: s.ingressHoldMs + 1000,
      tls,
      onTrouble: (message) => log.error(message, {logger: 'HttpSource'}),
    });
  }
  roleIs(role: Role): void {
    this.#role = role;
    if (role === 'active') this.#ingress.takeHere();
    this.serve();
  }
  /** The other node says where its sources listen. */
  announced(receivers: readonly ReceiverUrl[]): void {
    if (this.#role === 'active') return;
    this.#receivers = receivers;
    this.serve();
  }
  /** Opens and closes ports as apps and role want it. One change after the other. */
  serve(): void {
    const active = this.#role === 'active';
    const sources = this.#options.sources().filter((source): source is HttpSourceSpec => source.kind === 'http');
    if (active) {
      this.#receivers = sources.map((source) => source.url);
      this.#options.announce(this.#receivers);
    }
    const open = active || (this.#forwards && this.#role !== 'stopped');
    const [own, also] = open ? [sources, active ? [] : this.#receivers] : [[], []];
    this.#serving = this.#serving.then(() => this.#listeners.serve(own, also));
  }
  /** Those that are open now. */
  ports(): number[] {
    return this.#listeners.ports();
  }
  /** Requests wait no more for a node to become active: there is none. */
  letGo(): void {
    this.#ingress.letGo();
  }
  async close(): Promise<void> {
    await this.#serving;
    await this.#listeners.close();
    this.#ingress.close();
  }
}

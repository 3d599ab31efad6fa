import {randomUUID} from 'node:crypto';
import type {Server} from 'node:http';
import {
  type ClusterNode,
  type ClusterStore,
  createNode,
  type Link,
  type Log,
  type Member,
  type Role,
} from '@tandem/cluster';
import type {ExternalAnswer} from '@tandem/engine';
import {closeServer, HttpListeners, type HttpSourceSpec, type ReceiverUrl} from '@tandem/connectors';
import {type Span, type Tracing, Ways} from '../tracing/tracing.ts';
import {deployDirectory} from '../apps/deploy-directory.ts';
import {type NamedDatabases, noDatabases, type Settings, timingsOf} from '../config/index.ts';
import {Fencing} from '../aws/fencing.ts';
import {NodeIngress} from '../ingress/node-ingress.ts';
import {WhosActive} from '../ingress/whos-active.ts';
import type {PeerLink} from '../link/peer-link.ts';
import {named} from '../log/logger.ts';
import {emfInterval, EmfReport} from '../metrics/emf.ts';
import type {Measures} from '../metrics/measures.ts';
import {SnapshotMeter} from '../metrics/snapshot-meter.ts';
import type {Input} from '../machine/input.ts';
import {AppMachine} from '../machine/machine.ts';
import type {Reply} from '../machine/reply.ts';
import {SinkPublisher} from '../publisher/publisher.ts';
import {ExternalTables} from '../tables/external-tables.ts';
import {FoundLater} from '../tables/found-later.ts';
import {monotonicClock} from './clock.ts';
import type {ActiveAddress, Control} from './control.ts';
import {DatabaseClock} from './database-clock.ts';
import {exitCodes, NodeExit} from './exit.ts';
import {portOf, readTls, type Tls} from './http-servers.ts';
import {openLink} from './open-link.ts';
import {openStores, type Stores} from './open-stores.ts';
import {ownPlace, type Place} from './own-address.ts';
import {openRestPorts} from './rest-ports.ts';
import {version} from './version.ts';

/** In a group of one: there is nobody to link to. */
const noLink: Link = {
  up: false,
  queuedBytes: 0,
  send: () => undefined,
  receive: () => undefined,
  watch: () => undefined,
  reset: () => undefined,
};

/**
 * One node: machine, cluster logic, stores, link and ports, joined. `start`
 * resolves when it takes part; `stop` hands over and lets go of everything.
 */
export class RunningNode implements Control {
  readonly nodeId: string;
  readonly machine: AppMachine;
  readonly startedAt = Date.now();
  readonly #settings: Settings;
  readonly #log: Log;
  readonly #publisher: SinkPublisher;
  readonly #tables: ExternalTables;
  readonly #foundLater = new FoundLater();
  readonly #servers = new Map<string, Server>();
  readonly #tls: Tls | undefined;
  #stores: Stores | undefined;
  #whosActive: WhosActive | undefined;
  #link: PeerLink | undefined;
  #node: ClusterNode | undefined;
  #listeners: HttpListeners | undefined;
  #ingress: NodeIngress | undefined;
  /** Both or none: only a node that is told to traces. */
  #tracing: Tracing | undefined;
  #ways: Ways | undefined;
  #fencing: Fencing | undefined;
  #databaseClock: DatabaseClock | undefined;
  readonly #emf: EmfReport | undefined;
  #emfTimer: NodeJS.Timeout | undefined;
  readonly #snapshotMeter = new SnapshotMeter(() => performance.now());
  #eventsIn = 0;
  /** ms since 1970. */
  #activeSince = 0;
  #role: Role = 'starting';
  #linkPort = 0;
  /** Where the active's HTTP sources listen, as far as this node knows. */
  #receivers: readonly ReceiverUrl[] = [];
  #serving: Promise<void> = Promise.resolve();
  #stopping: Promise<void> | undefined;

  /** `out` takes the lines of metrics. `databases`: those that apps name for their external tables. */
  constructor(
    settings: Settings,
    log: Log,
    out: (line: string) => unknown = (line) => process.stdout.write(line),
    databases: NamedDatabases = noDatabases,
  ) {
    this.nodeId = settings.nodeId;
    this.#settings = settings;
    this.#log = log;
    this.#tls = readTls(settings);
    this.#tables = new ExternalTables({
      groupId: settings.groupId,
      ...databases,
      timeoutMs: settings.tablesStatementTimeout,
      mayAct: () => this.#node?.mayAct() ?? false,
      isDecided: (app, table, number) => this.machine.app(app)?.instance?.app.isDecided(table, number) ?? false,
      answer: (app, answer) => this.#answer(app, answer),
      log: named(log, 'ExternalTables'),
    });
    this.#publisher = new SinkPublisher({
      tables: this.#tables,
      mayAct: () => this.#node?.mayAct() ?? false,
      wayOf: (sequence) => this.#ways?.at(sequence),
      undelivered: (what) => this.submit(what),
      sinkQueueOutputs: settings.sinkQueueOutputs,
      log: named(log, 'Publisher'),
    });
    if (settings.metricsEmf)
      this.#emf = new EmfReport({
        groupId: settings.groupId,
        nodeId: settings.nodeId,
        measures: () => this.measures(),
        now: Date.now,
        write: out,
      });
    this.machine = new AppMachine({
      idempotencyKeys: settings.idempotencyKeys,
      idempotencyAgeMs: settings.idempotencyAgeSec * 1000,
      onAppsChanged: () => this.#servePorts(),
    });
  }

  /** Throws `NodeExit` when the node cannot take part. */
  async start(): Promise<void> {
    const s = this.#settings;
    const began = performance.now();
    // Before the database is reached: a node that waits for it is alive, and replacing it would not help.
    await this.#openRest();
    const place = await ownPlace(s.advertisedHost, process.env, this.#log);
    this.#log.info(`the address of this node is ${place.host}`);
    this.#stores = await openStores(s, named(this.#log, 'Database'), () => this.#stopping !== undefined);
    const {store, journal, snapshots} = this.#stores;
    this.#whosActive = new WhosActive(store);
    await this.#openTracing();
    const incarnation = randomUUID();
    if (s.clusterEnabled) await this.#openLink(incarnation, store);
    this.#openIngress();
    this.#node = createNode({
      nodeId: s.nodeId,
      incarnation,
      properties: this.#properties(place),
      timings: timingsOf(s),
      durability: s.durability,
      standby: s.standby,
      snapshotEvery: s.persistenceEnabled ? s.snapshotIntervalMin * 60_000 : 0,
      revisionsToKeep: s.revisionsToKeep,
      limits: {queueBytes: s.queueBytes, batchBytes: 1_048_576, batchEntries: 2000, heldOutputs: s.heldOutputs},
      clock: monotonicClock,
      soon: setImmediate,
      busy: () => performance.eventLoopUtilization().active,
      wall: Date.now,
      store,
      journal,
      snapshots: this.#snapshotMeter.on(snapshots),
      link: this.#link ?? noLink,
      machine: this.#ways?.through(this.machine) ?? this.machine,
      publisher: this.#publisher,
      log: named(this.#log, 'HAManager'),
      onRole: (role) => this.#onRole(role),
    });
    await this.#fence(place);
    this.#node.start();
    this.#databaseClock = new DatabaseClock(store);
    this.#databaseClock.start();
    this.#emf?.report();
    if (this.#emf) this.#emfTimer = setInterval(() => this.#emf?.report(), emfInterval).unref();
    this.#log.info(`${s.nodeName} started in ${((performance.now() - began) / 1000).toFixed(3)} sec`, {
      logger: 'StartupFinalizer',
    });
  }

  /** Hands over if a passive is in sync, then closes everything. Never rejects; further calls wait for the first. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  status(): ReturnType<ClusterNode['status']> {
    if (!this.#node) throw new NodeExit(exitCodes.defect, 'the node was asked for its status before it was started');
    return this.#node.status();
  }
  async submit(input: Input, way?: Span): Promise<Reply> {
    const node = this.#started();
    const payload = this.machine.encoded(input);
    const submitted =
      way && this.#ways ? this.#ways.follow(way, payload, () => node.submit(payload)) : node.submit(payload);
    const {reply} = (await submitted) as {reply: Reply};
    if (reply.ok && 'events' in reply && reply.repeated !== true) this.#eventsIn += reply.events;
    // What became of the state of an app that came over REST; of those from the directory their deployer tells it.
    if (reply.ok && 'notes' in reply && input.kind === 'deploy' && input.file === '')
      for (const note of reply.notes) this.#log.warn(`Siddhi App ${reply.app}: ${note}`);
    if (reply.ok && 'awaits' in reply && 'app' in input) return this.#foundLater.of(input.app, reply);
    return reply;
  }
  /** Journals what an external table answers. An app that is gone, or does not run, wants it no more. */
  async #answer(app: string, answer: ExternalAnswer): Promise<void> {
    const payload = this.machine.encoded({kind: 'external', app, answer});
    const {reply} = (await this.#started().submit(payload, true)) as {reply: Reply};
    if (reply.ok && 'found' in reply) this.#foundLater.found(app, reply);
  }
  snapshotNow(): Promise<number> {
    return this.#started().snapshotNow();
  }
  switchover(): Promise<boolean> {
    return this.#started().switchover();
  }
  measures(): Measures {
    const status = this.status();
    const since = Math.max(status.lastSnapshotAt ?? 0, this.#activeSince);
    return {
      status,
      eventsIn: this.#eventsIn,
      sinks: this.#publisher.counts(),
      linkSentBytes: this.#link?.sentBytes ?? 0,
      snapshots: {saved: this.#snapshotMeter.saved, last: this.#snapshotMeter.last},
      snapshotAgeMs: status.role === 'active' ? Date.now() - since : undefined,
    };
  }
  clock(): {at: number; aheadOfDatabase: number | null} {
    return {at: Date.now(), aheadOfDatabase: this.#databaseClock?.ahead ?? null};
  }
  async activeAddress(): Promise<ActiveAddress | undefined> {
    const row = await this.#activeMember().catch(() => undefined);
    const {advertisedHost, httpPort, storesPort} = row?.properties ?? {};
    if (!row || advertisedHost === undefined || httpPort === undefined || storesPort === undefined) return undefined;
    return {
      nodeId: row.nodeId,
      url: `http://${advertisedHost}:${httpPort}`,
      storesUrl: `http://${advertisedHost}:${storesPort}`,
    };
  }
  ports(): Record<string, number> {
    const open: Record<string, number> = {};
    for (const [name, server] of this.#servers) open[name] = portOf(server);
    if (this.#linkPort > 0) open['eventSync'] = this.#linkPort;
    for (const port of this.#listeners?.ports() ?? []) open[`httpSource:${port}`] = port;
    return open;
  }

  #started(): ClusterNode {
    if (!this.#node) throw new NodeExit(exitCodes.defect, 'the node has not been started');
    return this.#node;
  }

  /** The row of the other node, if that is the active one. A node that leaves asks the database: it no longer follows the cluster itself. */
  async #activeMember(): Promise<Member | undefined> {
    if (this.#role === 'active' || !this.#whosActive) return undefined;
    const leaving = this.#role === 'stopping' || this.#role === 'stopped';
    const active = leaving ? await this.#whosActive.leader() : (this.#node?.status().active ?? '');
    const row = active === '' ? undefined : await this.#whosActive.member(active);
    return row?.nodeId === this.nodeId ? undefined : row;
  }

  async #openTracing(): Promise<void> {
    const {otlpEndpoint: endpoint, tracingSamplingRatio: samplingRatio, nodeId, groupId} = this.#settings;
    if (endpoint === '') return;
    const {otlpTracing} = await import('../tracing/otlp.ts');
    this.#tracing = otlpTracing({endpoint, samplingRatio, nodeId, groupId, version, log: named(this.#log, 'Tracing')});
    this.#ways = new Ways();
  }
  /** Whoever ran under this node's name is looked at before the node's own row takes its place. */
  async #fence({task}: Place): Promise<void> {
    const {fencing, nodeId} = this.#settings;
    const store = this.#stores?.store;
    if (fencing === 'off' || !store) return;
    const log = named(this.#log, 'Fencing');
    if (!task) return log.warn('cluster.config.fencing is "ecs", but this is no ECS task: it is off');
    this.#fencing = new Fencing({nodeId, task, store, status: () => this.status(), clock: monotonicClock, log});
    await this.#fencing.starting();
  }
  #properties({host, task}: Place): Record<string, string> {
    const s = this.#settings;
    const port = String(s.advertisedPort === 0 ? this.#linkPort : s.advertisedPort);
    return {
      host,
      port,
      advertisedHost: host,
      advertisedPort: port,
      httpPort: String(this.ports()['http'] ?? 0),
      storesPort: String(this.ports()['stores'] ?? 0),
      portsOffset: String(s.portsOffset),
      version,
      ...(task && {taskArn: task.arn}),
    };
  }

  async #openLink(incarnation: string, store: ClusterStore): Promise<void> {
    const {link, port} = await openLink(this.#settings, incarnation, store, this.#log);
    this.#link = link;
    this.#linkPort = port;
    link.announced((value) => {
      if (this.#role === 'active') return;
      this.#receivers = (value as {receivers: ReceiverUrl[]}).receivers;
      this.#servePorts();
    });
  }

  #openIngress(): void {
    const s = this.#settings;
    this.#ingress = new NodeIngress({
      credentials: s,
      active: () => this.#role === 'active',
      submit: (input, way) => this.submit(input, way),
      tracing: this.#tracing,
      busy: (app) => this.#publisher.busy(app),
      target: async () => {
        const row = await this.#activeMember();
        const host = row?.properties['advertisedHost'];
        return host === undefined ? undefined : {host, portsOffset: Number(row?.properties['portsOffset'] ?? 0)};
      },
      forwards: s.ingress === 'forward' && s.clusterEnabled,
      holdMs: s.ingressHoldMs,
      heldBytes: s.queueBytes,
    });
    this.#listeners = new HttpListeners({
      ingress: this.#ingress,
      portsOffset: s.portsOffset,
      bodyBytes: s.bodyBytes,
      connections: s.connections,
      graceMs: s.ingressHoldMs + 1000,
      tls: this.#tls,
      onTrouble: (message) => this.#log.error(message, {logger: 'HttpSource'}),
    });
  }

  #openRest(): Promise<void> {
    const onTrouble = (message: string): void => this.#log.error(message, {logger: 'Rest'});
    return openRestPorts(this, this.#settings, this.#servers, this.#tls, () => this.#node !== undefined, onTrouble);
  }

  #onRole(role: Role): void {
    this.#role = role;
    // While stopping, outputs that were handed over are still delivered.
    if (role === 'passive' || role === 'stopped') {
      this.#publisher.reset();
      this.#foundLater.lose();
    }
    if (role === 'active') {
      this.#ingress?.takeHere();
      this.#activeSince = Date.now();
      this.#emf?.becameActive();
    }
    void this.#fencing?.roleIs(role);
    this.#servePorts();
    const {appsDirectory} = this.#settings;
    if (role === 'active' && appsDirectory !== '') {
      deployDirectory(appsDirectory, this.machine, (input) => this.submit(input), named(this.#log, 'Deployer')).catch(
        (error: unknown) => this.#log.error(`apps.directory ${appsDirectory}: ${String(error)}`, {logger: 'Deployer'}),
      );
    }
  }

  /**
   * The ports of HTTP sources: on the active, and on the other node too when
   * it forwards; that one knows them from what the active announces. One
   * change after the other.
   */
  #servePorts(): void {
    const active = this.#role === 'active';
    const sources = this.machine.sources().filter((source): source is HttpSourceSpec => source.kind === 'http');
    if (active) {
      this.#receivers = sources.map((source) => source.url);
      this.#link?.announce({receivers: this.#receivers});
    }
    const open =
      active || (this.#settings.ingress === 'forward' && this.#settings.clusterEnabled && this.#role !== 'stopped');
    const [own, also] = open ? [sources, active ? [] : this.#receivers] : [[], []];
    this.#serving = this.#serving.then(() => this.#listeners?.serve(own, also));
  }

  async #stop(): Promise<void> {
    clearInterval(this.#emfTimer);
    this.#fencing?.end();
    this.#databaseClock?.stop();
    // What was committed since the last line, before the epoch is over.
    if (this.#node) this.#emf?.report();
    await this.#node?.stop();
    // Requests wait here for the next active, unless there is nobody who could become it.
    if ((await this.#whosActive?.anyoneElse(this.nodeId).catch(() => true)) === false) this.#ingress?.letGo();
    await this.#serving;
    await this.#listeners?.close();
    this.#ingress?.close();
    await Promise.all([...this.#servers.values()].map((server) => closeServer(server, 1000)));
    await this.#link?.close();
    this.#publisher.reset();
    await this.#tracing?.close();
    await this.#stores?.close();
  }
}

import {randomUUID} from 'node:crypto';
import type {Server} from 'node:http';
import {type ClusterNode, createNode, type Log, type Role} from '@tandem/cluster';
import {closeServer, type ReceiverUrl} from '@tandem/connectors';
import {deployDirectory} from '../apps/deploy-directory.ts';
import type {Fencing} from '../aws/fencing.ts';
import {type NamedDatabases, noDatabases, type Settings} from '../config/index.ts';
import type {PeerLink} from '../link/peer-link.ts';
import {named} from '../log/logger.ts';
import type {Input} from '../machine/input.ts';
import {AppMachine} from '../machine/machine.ts';
import type {Reply} from '../machine/reply.ts';
import {EmfReport} from '../metrics/emf.ts';
import type {Measures} from '../metrics/measures.ts';
import {NodeMeter} from '../metrics/node-meter.ts';
import {SinkPublisher} from '../publisher/publisher.ts';
import {ExternalTables} from '../tables/external-tables.ts';
import {openTracing, traces} from '../tracing/open-tracing.ts';
import {type Tracing, Ways} from '../tracing/tracing.ts';
import {clusterOptions, noLink} from './cluster-options.ts';
import type {ActiveAddress, Control} from './control.ts';
import {DatabaseClock} from './database-clock.ts';
import {exitCodes, NodeExit} from './exit.ts';
import {HttpSources} from './http-sources.ts';
import {portOf, readTls, type Tls} from './http-servers.ts';
import {Inputs} from './inputs.ts';
import {memberProperties} from './member-properties.ts';
import {openFencing} from './open-fencing.ts';
import {openLink} from './open-link.ts';
import {openStores, type Stores} from './open-stores.ts';
import {OtherActive} from './other-active.ts';
import {ownPlace} from './own-address.ts';
import {openRestPorts} from './rest-ports.ts';
import {version} from './version.ts';

/**
 * One node: machine, cluster logic, stores, link and ports, joined. `start`
 * resolves when it takes part; `stop` hands over and lets go of everything.
 *
 * What needs no database is there from the start; the rest is undefined until
 * `start` has come to it, and `stop` lets go of what it finds.
 */
export class RunningNode implements Control {
  readonly nodeId: string;
  readonly machine: AppMachine;
  readonly startedAt = Date.now();
  readonly #settings: Settings;
  readonly #log: Log;
  readonly #tls: Tls | undefined;
  /** Only of a node that is told to trace. */
  readonly #ways: Ways | undefined;
  readonly #inputs: Inputs;
  readonly #tables: ExternalTables;
  readonly #publisher: SinkPublisher;
  readonly #meter: NodeMeter;
  readonly #emf: EmfReport | undefined;
  /** REST and on-demand queries, by what they serve. */
  readonly #servers = new Map<string, Server>();
  #stores: Stores | undefined;
  #tracing: Tracing | undefined;
  #otherActive: OtherActive | undefined;
  #sources: HttpSources | undefined;
  #link: {link: PeerLink; port: number} | undefined;
  #node: ClusterNode | undefined;
  #fencing: Fencing | undefined;
  #databaseClock: DatabaseClock | undefined;
  #role: Role = 'starting';
  #stopping: Promise<void> | undefined;

  /** `out` takes the lines of metrics. `databases`: those that apps name for their external tables. */
  constructor(
    settings: Settings,
    log: Log,
    out: (line: string) => unknown = (line) => process.stdout.write(line),
    databases: NamedDatabases = noDatabases,
  ) {
    const {nodeId, groupId} = settings;
    const mayAct = (): boolean => this.#node?.mayAct() ?? false;
    this.nodeId = nodeId;
    this.#settings = settings;
    this.#log = log;
    this.#tls = readTls(settings);
    this.#ways = traces(settings) ? new Ways() : undefined;
    this.machine = new AppMachine({
      idempotencyKeys: settings.idempotencyKeys,
      idempotencyAgeMs: settings.idempotencyAgeSec * 1000,
      onAppsChanged: () => this.#sources?.serve(),
    });
    this.#inputs = new Inputs(this.machine, () => this.#started(), this.#ways, log);
    this.#tables = new ExternalTables({
      groupId,
      ...databases,
      timeoutMs: settings.tablesStatementTimeout,
      mayAct,
      isDecided: (app, table, number) => this.machine.app(app)?.instance?.app.isDecided(table, number) ?? false,
      answer: (app, answer) => this.#inputs.answer(app, answer),
      log: named(log, 'ExternalTables'),
    });
    this.#publisher = new SinkPublisher({
      tables: this.#tables,
      mayAct,
      wayOf: (sequence) => this.#ways?.at(sequence),
      undelivered: (what) => this.submit(what),
      sinkQueueOutputs: settings.sinkQueueOutputs,
      log: named(log, 'Publisher'),
    });
    this.#meter = new NodeMeter({
      status: () => this.status(),
      eventsIn: () => this.#inputs.events,
      sinks: () => this.#publisher.counts(),
      linkSentBytes: () => this.#link?.link.sentBytes ?? 0,
    });
    if (settings.metricsEmf)
      this.#emf = new EmfReport({groupId, nodeId, measures: () => this.measures(), now: Date.now, write: out});
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
    this.#tracing = await openTracing(s, version, this.#log);
    const otherActive = new OtherActive(
      s.nodeId,
      store,
      () => this.#role,
      () => this.#node?.status().active ?? '',
    );
    this.#otherActive = otherActive;
    this.#sources = this.#httpSources(otherActive);
    const incarnation = randomUUID();
    if (s.clusterEnabled) {
      this.#link = await openLink(s, incarnation, store, this.#log);
      this.#link.link.announced((value) => this.#sources?.announced((value as {receivers: ReceiverUrl[]}).receivers));
    }
    this.#node = createNode({
      ...clusterOptions(s),
      incarnation,
      properties: memberProperties(s, place, this.ports()),
      store,
      journal,
      snapshots: this.#meter.on(snapshots),
      link: this.#link?.link ?? noLink,
      machine: this.#ways?.through(this.machine) ?? this.machine,
      publisher: this.#publisher,
      log: named(this.#log, 'HAManager'),
      onRole: (role) => this.#onRole(role),
    });
    this.#fencing = await openFencing(s, place, store, () => this.status(), this.#log);
    this.#node.start();
    this.#databaseClock = new DatabaseClock(store);
    this.#databaseClock.start();
    this.#emf?.start();
    this.#log.info(`${s.nodeName} started in ${((performance.now() - began) / 1000).toFixed(3)} sec`, {
      logger: 'StartupFinalizer',
    });
  }

  /** Hands over if a passive is in sync, then closes everything. Never rejects; further calls wait for the first. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }
  async #stop(): Promise<void> {
    this.#fencing?.end();
    this.#databaseClock?.stop();
    // Before the epoch is over.
    this.#emf?.stop();
    await this.#node?.stop();
    // Requests wait here for the next active, unless there is nobody who could become it.
    if ((await this.#otherActive?.mayCome()) === false) this.#sources?.letGo();
    await this.#sources?.close();
    await Promise.all([...this.#servers.values()].map((server) => closeServer(server, 1000)));
    await this.#link?.link.close();
    this.#publisher.reset();
    await this.#tracing?.close();
    await this.#stores?.close();
  }

  #onRole(role: Role): void {
    this.#role = role;
    // While stopping, outputs that were handed over are still delivered.
    if (role === 'passive' || role === 'stopped') {
      this.#publisher.reset();
      this.#inputs.lose();
    }
    if (role === 'active') {
      this.#meter.becameActive();
      this.#emf?.becameActive();
    }
    void this.#fencing?.roleIs(role);
    this.#sources?.roleIs(role);
    if (role === 'active') this.#deployDirectory();
  }
  #deployDirectory(): void {
    const {appsDirectory} = this.#settings;
    if (appsDirectory === '') return;
    deployDirectory(appsDirectory, this.machine, (input) => this.submit(input), named(this.#log, 'Deployer')).catch(
      (error: unknown) => this.#log.error(`apps.directory ${appsDirectory}: ${String(error)}`, {logger: 'Deployer'}),
    );
  }

  status(): ReturnType<ClusterNode['status']> {
    return this.#started().status();
  }
  submit(input: Input): Promise<Reply> {
    return this.#inputs.submit(input);
  }
  snapshotNow(): Promise<number> {
    return this.#started().snapshotNow();
  }
  switchover(): Promise<boolean> {
    return this.#started().switchover();
  }
  measures(): Measures {
    return this.#meter.measures();
  }
  clock(): {at: number; aheadOfDatabase: number | null} {
    return {at: Date.now(), aheadOfDatabase: this.#databaseClock?.ahead ?? null};
  }
  async activeAddress(): Promise<ActiveAddress | undefined> {
    return this.#otherActive?.address();
  }
  ports(): Record<string, number> {
    const open: Record<string, number> = {};
    for (const [name, server] of this.#servers) open[name] = portOf(server);
    if (this.#link) open['eventSync'] = this.#link.port;
    for (const port of this.#sources?.ports() ?? []) open[`httpSource:${port}`] = port;
    return open;
  }
  #started(): ClusterNode {
    if (!this.#node) throw new NodeExit(exitCodes.defect, 'the node has not been started');
    return this.#node;
  }

  #openRest(): Promise<void> {
    const onTrouble = (message: string): void => this.#log.error(message, {logger: 'Rest'});
    return openRestPorts(this, this.#settings, this.#servers, this.#tls, () => this.#node !== undefined, onTrouble);
  }
  #httpSources(otherActive: OtherActive): HttpSources {
    return new HttpSources({
      settings: this.#settings,
      tls: this.#tls,
      log: this.#log,
      submit: (input, way) => this.#inputs.submit(input, way),
      tracing: this.#tracing,
      busy: (app) => this.#publisher.busy(app),
      target: () => otherActive.target(),
      sources: () => this.machine.sources(),
      announce: (receivers) => this.#link?.link.announce({receivers}),
    });
  }
}

import {must} from '@tandem/base';
import {ports} from '@tandem/runtime/config';
import {remotePair} from '../../smoke/pair.ts';
import {smokeApp, SOURCE_PATH} from '../../smoke/app.ts';
import {Database} from '../database/database.ts';
import {Senders} from '../load/senders.ts';
import {PAIR_LIMIT} from '../pair.ts';
import {RunningCluster} from '../running-cluster.ts';
import {type Stage} from '../stage.ts';
import {type StartTimes} from '../start-times.ts';
import {loadAverage, type Sample, usageOf} from './samples.ts';
import {Tally} from './tally.ts';

export type SoakOptions = {
  readonly rate: number;
  readonly clients: number;
  readonly seconds: number;
  /** For how long more is sent than the nodes can take, with a queue of 128 KiB. */
  readonly overloadSeconds: number;
  readonly say: (line: string) => void;
};

/** What came of one load. */
export type Carried = {
  readonly seconds: number;
  readonly answered: number;
  readonly perSecond: number;
  readonly refused: number;
  readonly unanswered: number;
  readonly lost: number;
  readonly doubled: number;
  readonly medianWaitMs: number;
  readonly p99WaitMs: number;
  readonly longestWaitMs: number;
  readonly reasons: Readonly<Record<string, number>>;
};

export type Soak = {
  readonly limits: {readonly cpus: number; readonly memoryMiB: number};
  readonly starts: readonly StartTimes[];
  readonly steady: Carried;
  readonly samples: readonly Sample[];
  readonly overload: Carried;
};

const SAMPLE_EVERY = 5000;
/** Ms that clients may lag: a container whose quota is used up stands still for up to 0.1 s, and the load does not become less by that. */
const CATCH_UP = 2000;
/** Small enough to be full at once. */
const NARROW = {node: JSON.stringify({queueBytes: 131_072})};

/** A pair in its containers under a steady load, and then under more than it can take. */
export class SoakRound {
  readonly #stage: Stage;
  readonly #options: SoakOptions;
  #cluster: RunningCluster | undefined;
  /** What the cluster has counted of each client before the load that runs now. */
  #before = new Map<number, number>();

  constructor(stage: Stage, options: SoakOptions) {
    this.#stage = stage;
    this.#options = options;
  }

  async run(): Promise<Soak> {
    const {say, rate, clients, seconds, overloadSeconds} = this.#options;
    const apps = {'smoke.siddhi': smokeApp(ports.httpSource)};
    const release = await this.#stage.release('wide', apps);
    const database = await Database.start(
      this.#stage.podman,
      this.#stage.network,
      release.database,
      this.#stage.folder,
    );
    const cluster = await RunningCluster.start(this.#stage, release, database, say);
    this.#cluster = cluster;
    say(`${clients} clients push ${rate} events a second for ${seconds} s`);
    const samples: Sample[] = [];
    const steady = await this.#carry(rate, clients, seconds, samples);
    const narrow = await this.#stage.release('narrow', apps, NARROW);
    await cluster.deploy(narrow);
    await cluster.pair.inSync(PAIR_LIMIT);
    say(`${4 * clients} clients push as much as they can for ${overloadSeconds} s, with a queue of 128 KiB`);
    const overload = await this.#carry(1_000_000, 4 * clients, overloadSeconds, []);
    await cluster.stop();
    return {limits: cluster.limits, starts: this.#stage.starts, steady, samples, overload};
  }

  async close(): Promise<void> {
    await this.#cluster?.close();
  }

  async #carry(rate: number, clients: number, seconds: number, samples: Sample[]): Promise<Carried> {
    const cluster = must(this.#cluster, 'a running cluster');
    const tally = new Tally();
    const senders = new Senders({
      url: cluster.url(SOURCE_PATH),
      password: cluster.password,
      clients,
      rate,
      catchUpMs: CATCH_UP,
      ledger: tally,
    });
    const began = performance.now();
    const since = (): number => (performance.now() - began) / 1000;
    while (since() < seconds) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(SAMPLE_EVERY, (seconds - since()) * 1000 + 1)));
      const sample = await this.#sample(since());
      samples.push(sample);
      if (samples.length % 6 === 0) this.#say(sample, tally.total / since());
    }
    const answeredInTime = tally.total;
    const took = since();
    await senders.stop();
    const seen = await this.#counted(cluster);
    const waits = senders.waits.sort((a, b) => a - b);
    const wait = (share: number): number => Math.round((waits[Math.floor((waits.length - 1) * share)] ?? 0) * 10) / 10;
    const own = new Map([...seen].map(([client, count]) => [client, count - (this.#before.get(client) ?? 0)]));
    this.#before = seen;
    return {
      seconds: took,
      answered: tally.total,
      perSecond: Math.round(answeredInTime / took),
      refused: tally.refusedCount,
      ...tally.compared(own),
      medianWaitMs: wait(0.5),
      p99WaitMs: wait(0.99),
      longestWaitMs: wait(1),
      reasons: senders.reasons,
    };
  }

  async #counted(cluster: RunningCluster): Promise<Map<number, number>> {
    const active = await cluster.pair.inSync(PAIR_LIMIT);
    const {ip} = must(active.task, 'a task of the active node');
    const rows = await remotePair(ip, cluster.password).counted();
    return new Map(rows.map(({client, seen}) => [client, seen]));
  }

  async #sample(at: number): Promise<Sample> {
    const cluster = must(this.#cluster, 'a running cluster');
    const memoryMiB: Record<string, number> = {};
    const cpuSeconds: Record<string, number> = {};
    const statuses = await Promise.all(cluster.services.map((service) => cluster.pair.status(service)));
    for (const {task} of cluster.services) {
      if (task === undefined) continue;
      const usage = usageOf(await this.#pid(task.container));
      memoryMiB[task.container] = usage.memoryMiB;
      cpuSeconds[task.container] = usage.cpuSeconds;
    }
    const active = statuses.find((status) => status?.role === 'active');
    return {
      at,
      memoryMiB,
      cpuSeconds,
      inSync: active?.inSync ?? false,
      lag: active?.lag ?? 0,
      loadAverage: loadAverage(),
    };
  }

  readonly #pids = new Map<string, number>();
  async #pid(container: string): Promise<number> {
    const known =
      this.#pids.get(container) ??
      Number(await this.#stage.podman.run(['inspect', '--format', '{{.State.Pid}}', container]));
    this.#pids.set(container, known);
    return known;
  }

  #say({at, memoryMiB, inSync, lag, loadAverage: load}: Sample, perSecond: number): void {
    const memory = Object.values(memoryMiB).map((mib) => `${mib.toFixed(0)} MiB`);
    this.#options.say(
      `${at.toFixed(0)} s: ${perSecond.toFixed(0)} events a second, ${memory.join(' and ')}, ${inSync ? 'in sync' : 'NOT in sync'}, lag ${lag}, load average ${load}`,
    );
  }
}

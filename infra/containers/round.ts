import {loadavg} from 'node:os';
import {must} from '@tandem/base';
import {ports} from '@tandem/runtime/config';
import {freePort} from '../emulator/emulator.ts';
import {Database} from './database/database.ts';
import {ANOTHER_APP, countingApp, SOURCE_PATH} from './load/app.ts';
import {type Account, faults, Ledger} from './load/ledger.ts';
import {Senders} from './load/senders.ts';
import {Sink} from './load/sink.ts';
import {type Pair, PAIR_LIMIT} from './pair.ts';
import {RunningCluster} from './running-cluster.ts';
import {type Release, type Stage} from './stage.ts';
import {type StartTimes} from './start-times.ts';
import {eventually} from './wait.ts';

export type RoundOptions = {
  readonly clients: number;
  /** Events a second, all clients together. */
  readonly rate: number;
  /** For how long the load runs undisturbed before each fault, s. */
  readonly calmSeconds: number;
  readonly say: (line: string) => void;
};

/** What happened while something was done to the cluster. */
export type Phase = {
  readonly name: string;
  readonly seconds: number;
  /** The longest time in which no event was answered, ms. */
  readonly longestGapMs: number;
  /** Answered events whose output had not arrived at the end of the phase. */
  readonly outputsBehind: number;
  readonly loadAverage: number;
};

export type Round = {
  readonly phases: readonly Phase[];
  readonly account: Account;
  readonly failures: readonly string[];
  readonly starts: readonly StartTimes[];
  readonly limits: {readonly cpus: number; readonly memoryMiB: number};
  readonly replacedTasks: number;
  readonly retryReasons: Readonly<Record<string, number>>;
  readonly connections: Readonly<Record<string, number>>;
  readonly medianWaitMs: number;
  readonly p99WaitMs: number;
  readonly longestWaitMs: number;
  readonly replaced: Readonly<Record<string, string>>;
  readonly database: string;
  readonly synthSeconds: readonly number[];
  readonly buildSeconds: readonly number[];
};

const DATABASE_AWAY = 10_000;
/** After that long without any, no more outputs are waited for. */
const SILENCE = 20_000;

/** The cluster of a template as containers, under load, through every fault that a deployment must bear. */
export class ContainerRound {
  readonly #stage: Stage;
  readonly #options: RoundOptions;
  readonly #phases: Phase[] = [];
  readonly #releases: Release[] = [];
  readonly #closing: (() => Promise<unknown>)[] = [];

  constructor(stage: Stage, options: RoundOptions) {
    this.#stage = stage;
    this.#options = options;
  }

  async run(): Promise<Round> {
    const {say, clients, rate, calmSeconds} = this.#options;
    const ledger = new Ledger();
    const sink = new Sink(() => ledger);
    const {gateway} = this.#stage.network;
    const sinkPort = await freePort();
    const app = {'counted.siddhi': countingApp(`http://${gateway}:${sinkPort}/counts`, ports.httpSource)};

    const first = await this.#release('first', app);
    const database = await Database.start(this.#stage.podman, this.#stage.network, first.database, this.#stage.folder);
    say(`database: MariaDB ${database.version}, in place of ${first.database.engine}`);
    // The bridge has its address only since a container is on it.
    await sink.open(gateway, sinkPort);
    this.#closing.push(() => sink.close());
    const cluster = await RunningCluster.start(this.#stage, first, database, say);
    this.#closing.push(() => cluster.close());
    const {pair, services, password} = cluster;
    const url = cluster.url(SOURCE_PATH);
    say(`${clients} clients push ${rate} events a second to ${url}`);
    const senders = new Senders({url, password, clients, rate, ledger});
    const phase = (name: string, act: () => Promise<unknown>): Promise<void> => this.#phase(name, senders, ledger, act);
    const calm = (): Promise<void> =>
      phase('calm', () => new Promise((resolve) => setTimeout(resolve, calmSeconds * 1000)));
    await calm();
    await phase('kill -9 of the active task', async () => {
      const active = await pair.active(PAIR_LIMIT);
      const killed = must(active.task, 'a task');
      say(`${killed.container} is active: SIGKILL`);
      await killed.kill();
      await eventually(PAIR_LIMIT, 'a replacement', () => active.task !== undefined && active.task !== killed);
      await Promise.all(services.map((service) => service.steady()));
      await pair.inSync(PAIR_LIMIT);
    });
    await calm();
    const second = await this.#release('second', {...app, 'another.siddhi': ANOTHER_APP});
    await phase('a new image, one service after the other', async () => {
      await cluster.deploy(second);
      await pair.inSync(PAIR_LIMIT);
    });
    await calm();
    await phase('the database is away for 10 s', async () => {
      await database.stop();
      await new Promise((resolve) => setTimeout(resolve, DATABASE_AWAY));
      await database.startAgain();
      await pair.inSync(PAIR_LIMIT);
    });
    await calm();
    await senders.stop();
    await this.#lastOutputs(ledger, pair);
    const account = ledger.account();
    const waits = senders.waits.sort((a, b) => a - b);
    const wait = (share: number): number => Math.round(waits[Math.floor((waits.length - 1) * share)] ?? 0);
    await cluster.stop();
    return {
      phases: this.#phases,
      account,
      failures: faults(account),
      starts: this.#stage.starts,
      limits: cluster.limits,
      replacedTasks: services.reduce((sum, {replaced}) => sum + replaced, 0),
      retryReasons: senders.reasons,
      connections: Object.fromEntries(cluster.carried),
      medianWaitMs: wait(0.5),
      p99WaitMs: wait(0.99),
      longestWaitMs: wait(1),
      replaced: Object.fromEntries(first.replaced),
      database: database.version,
      synthSeconds: this.#releases.map(({synthSeconds}) => synthSeconds),
      buildSeconds: this.#releases.map(({buildSeconds}) => buildSeconds),
    };
  }

  /** Ends what runs in this process. */
  async close(): Promise<void> {
    for (const end of this.#closing.reverse()) await end();
  }

  async #release(name: string, apps: Readonly<Record<string, string>>): Promise<Release> {
    const {say} = this.#options;
    const release = await this.#stage.release(name, apps);
    this.#releases.push(release);
    say(
      `${name} image: synthesised in ${release.synthSeconds.toFixed(1)} s, built in ${release.buildSeconds.toFixed(1)} s`,
    );
    return release;
  }

  /** Waits as long as outputs keep coming. */
  async #lastOutputs(ledger: Ledger, pair: Pair): Promise<void> {
    for (let before = -1; ledger.behind > 0 && ledger.outputs > before;) {
      before = ledger.outputs;
      await eventually(SILENCE, 'the last outputs', () => ledger.behind === 0).catch(() => undefined);
    }
    if (ledger.behind === 0) return;
    const status = await pair.status(await pair.active(PAIR_LIMIT));
    this.#options.say(`no output for ${SILENCE / 1000} s; the active node says: ${JSON.stringify(status)}`);
  }

  async #phase(name: string, senders: Senders, ledger: Ledger, act: () => Promise<unknown>): Promise<void> {
    senders.longestGap();
    const began = performance.now();
    await act();
    const phase = {
      name,
      seconds: (performance.now() - began) / 1000,
      longestGapMs: senders.longestGap(),
      outputsBehind: ledger.behind,
      loadAverage: loadavg()[0] ?? 0,
    };
    this.#phases.push(phase);
    this.#options.say(
      `${name}: ${phase.seconds.toFixed(1)} s, at most ${phase.longestGapMs} ms without an answer, ${phase.outputsBehind} outputs to come`,
    );
  }
}

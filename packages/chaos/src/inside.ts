import {execFileSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {fileURLToPath} from 'node:url';
import {seeded} from '@tandem/base';
import {faultKinds} from './faults/catalogue.ts';
import type {FaultKind, Lab} from './faults/fault.ts';
import {episodes} from './faults/plan.ts';
import {versionEpisodes} from './faults/version-steps.ts';
import {clearAway, databaseFolder, type Prepared} from './lab/clear-away.ts';
import {Database} from './lab/database.ts';
import {eventually} from './lab/eventually.ts';
import {asContainer, asProcess} from './lab/launch.ts';
import {addressOf, Network} from './lab/network.ts';
import {LabNode} from './lab/node.ts';
import {PacketDelay} from './lab/packet-delay.ts';
import {LabPair} from './lab/pair.ts';
import {chaosApp} from './load/app.ts';
import {LoadClient} from './load/load-client.ts';
import {readOptions, type Options} from './options.ts';
import {byFault, counted, faultless, type Report, words} from './report.ts';
import {Failed, Rounds} from './rounds.ts';

const collectorPort = 9000;
/** Everything is being ended: nobody is started again. */
let over = false;

/** The steering process: it lives in the switch's namespace, from where it sees every host whatever is cut. Resolves with the exit code. */
async function inside({prefix, folder, start}: Prepared, options: Options): Promise<number> {
  const began = performance.now();
  const say = (line: string): void =>
    void process.stdout.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  ${line}\n`);
  const broken: string[] = [];
  const wrong = (what: string): void => {
    broken.push(what);
    say(`WRONG  ${what}`);
  };
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  });
  const network = new Network(prefix);
  const password = randomBytes(12).toString('hex');
  const database = new Database(network, databaseFolder(folder), password);
  await database.create();
  let rounds: Rounds | undefined;
  const launch =
    'image' in start
      ? asContainer(network, start.image, folder, {cpus: options.cpus, memoryMiB: options.memory})
      : asProcess(network, start.program);
  const node = (host: 'n1' | 'n2'): LabNode =>
    new LabNode({
      launch,
      host,
      folder,
      password,
      environment: {
        ...database.environment,
        TANDEM_GROUP_ID: 'chaos',
        TANDEM_CLUSTER_SECRET: randomSecret,
        TANDEM_PERSISTENCE_INTERVAL_MIN: '0.1',
        TANDEM_DURABILITY: options.durability,
        TANDEM_ADVERTISED_HOST: addressOf(host),
        ...options.set,
      },
      onRole: (line) => rounds?.onRole(line),
      onAlarm: (who, message) => {
        wrong(`${who.host} says: ${message}`);
      },
      onExit: (who, code, signal) => {
        if (over) return;
        wrong(`${who.host} ended by itself with ${code ?? signal}`);
        who.start();
      },
    });
  const randomSecret = randomBytes(16).toString('hex');
  const pair = new LabPair(node('n1'), node('n2'));
  const load = new LoadClient(network, (code) => wrong(`the load process ended with ${code}`));
  const lab: Lab = {network, database, pair, load, delay: await PacketDelay.build(network, folder), say, wrong};
  const {kinds, leftOut} = chosen(lab, options);
  const former = 'former' in start && start.former !== undefined ? asProcess(network, start.former) : undefined;
  const collector = `http://${addressOf('cl')}:${collectorPort}`;
  // An earlier version may know less.
  const appOptions = {collector, distributed: options.from === undefined};
  const app = chaosApp({...appOptions, store: options.table ? database.store : undefined});
  for (const each of pair.nodes) each.start(former);
  const active = await pair.whole(60_000);
  const {seed, rate, clients} = options;
  const nodes = pair.nodes.map(({host}) => `http://${addressOf(host)}:8006/in`);
  const inMemory = chaosApp({...appOptions, store: options.table ? '' : undefined});
  await load.ask({do: 'open', port: collectorPort, app: inMemory, nodes, seed, clients, rate});
  const deployed = await active.deploy(app);
  if (deployed.status !== 201) throw new Error(`the app was not deployed: ${deployed.text}`);
  await eventually(10_000, 'the app to be there', async () =>
    ((await active.status())?.sequences.committed ?? 0) > 0 ? true : undefined,
  );
  say(
    `the pair is whole, ${active.host} is active; seed ${seed}, ${rate} events a second, ${kinds.length} kinds of faults`,
  );
  rounds = new Rounds(lab, {
    minutes: options.minutes,
    seed,
    episodes: former
      ? versionEpisodes({former, present: launch})
      : kinds.length > 0
        ? episodes(kinds, seeded(seed + 1))
        : undefined,
    checkEverySec: options.checkEvery,
    table: options.table,
  });
  const started = performance.now();
  try {
    await rounds.run();
  } catch (error) {
    if (error instanceof Failed) rounds.wrong.push(...error.wrong);
    wrong((error as Error).message);
    for (const [i, status] of (await pair.statuses()).entries()) say(`n${i + 1}: ${JSON.stringify(status)}`);
  }
  const stats = await load.stats();
  const secondsRun = (performance.now() - started) / 1000;
  const report: Report = {
    seed,
    seconds: Math.round(secondsRun),
    commit: commit.toString().trim(),
    durability: options.durability,
    faults: Object.fromEntries([...rounds.faults].sort(([a], [b]) => (a < b ? -1 : 1))),
    episodes: rounds.episodes,
    combined: rounds.combined,
    leftOut,
    events: stats.answered,
    eventsPerSecond: Math.round(stats.answered / secondsRun),
    requests: stats.requests,
    failedRequests: stats.failed,
    repeatedRequests: stats.repeatedRequests,
    retries: stats.retries,
    outputs: stats.outputs,
    repeatedOutputs: stats.repeatedOutputs,
    ...counted(rounds.wrong),
    checks: rounds.checks,
    otherWrongs: broken.length,
    takeovers: rounds.takeovers.length,
    planned: rounds.planned,
    byFault: byFault(rounds.takeovers),
    slowestRecoveryMs: Math.round(rounds.slowestRecoveryMs),
    longestWaitMs: Math.round(rounds.longestWaitMs),
    p50Ms: stats.p50,
    p99Ms: stats.p99,
  };
  process.stdout.write(`\n${words(report, stats)}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  return faultless(report) ? 0 : 1;
}

function chosen(lab: Lab, options: Options): {kinds: FaultKind[]; leftOut: Record<string, string>} {
  if (options.calm || options.from !== undefined) return {kinds: [], leftOut: {}};
  const wanted = faultKinds(options.durability).filter(
    ({name}) => options.faults.length === 0 || options.faults.includes(name),
  );
  const leftOut: Record<string, string> = {};
  const kinds = wanted.filter((kind) => {
    const lacks = kind.lacks?.(lab);
    if (lacks === undefined) return true;
    leftOut[kind.name] = lacks;
    lab.say(`${kind.name} is left out: this machine has no ${lacks}`);
    return false;
  });
  if (kinds.length === 0) throw new Error('no kind of fault is left');
  return {kinds, leftOut};
}

process.once('message', (message) => {
  const {prepared, argv} = message as {prepared: Prepared; argv: string[]};
  // Whoever started this process clears away after it. When that one was killed, nobody else would.
  process.on('disconnect', () => {
    over = true;
    void clearAway(prepared, false).then(() => process.exit(1));
  });
  inside(prepared, readOptions(argv)).then(
    (code) => process.exit(code),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(1);
    },
  );
});

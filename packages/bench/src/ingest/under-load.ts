import {randomBytes} from 'node:crypto';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {must} from '@tandem/base';
import {freeOffsets, type NodeProcess, Pair} from '@tandem/runtime/pair';
import {finished} from '../process.ts';
import type {Load, LoadResult, Percentiles} from './load.ts';

/** A way of sending. */
export type Case = {connections: number; pipelined: number; batch: number};
/** Seconds. */
export type IngestEffort = {warm: number; measure: number};
/** Of a pair. `mysql`: a server's `mysql://user:password@host:port/database`, instead of a SQLite file between the two. */
export type Under = {environment: Record<string, string>; mysql?: string | undefined; queries: string};

/** Rates a second of wall time; CPU in microseconds an event. */
export type Reached = {
  requests: number;
  events: number;
  latency: Percentiles;
  cpu: {active: number; passive: number; generator: number};
  /** Events for one second of CPU time of the active. */
  eventsPerCore: number;
  /** Share of the time for which active, passive and generator were ready and waited for a CPU, 0 to 1. */
  waited: {active: number; passive: number; generator: number};
  /** The generator's own delay of a request that was due, ms. */
  lateness: Percentiles;
  /** From the active to the passive. */
  link: {entries: number; bytes: number};
  /** Full collections of each node, warm-up included. */
  collections: {active: number; passive: number};
  /** What a request left among the old objects of the active, bytes, warm-up included: only a full collection takes it. Undefined when there was one. */
  left: number | undefined;
};

/** A pair that takes events of `StockStream`, and a way to load it. */
export type Loaded = {
  /** Rejects when a request is not answered with 200, or not every answered one is an entry. */
  send: (load: Case & IngestEffort & {rate?: number}) => Promise<Reached>;
  /** The sum over both nodes of a metric, by its name without `tandem_`. */
  total: (metric: string) => Promise<number>;
  /** Has a snapshot taken; done when it is saved. */
  snapshot: () => Promise<void>;
};

/** Beside a full load it is written at its slowest pace, ms. */
const snapshotPatience = 60_000;

const port = 8006;
const path = '/stock';
/** The stream, to which an app adds its queries. */
const stream = `@source(type='http', receiver.url='http://0.0.0.0:${port}${path}', @map(type='json'))
define stream StockStream (symbol string, price float, volume long, ts long);
`;

/** Two processes with a database between them, in sync, with an app of these queries; gone afterwards. */
export async function underLoad<T>(
  {environment, mysql, queries}: Under,
  run: (pair: Loaded) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-ingest-'));
  const password = randomBytes(12).toString('hex');
  const pair = new Pair({
    directory,
    // On a server there may be others, and what earlier ones have left.
    groupId: `ingest-${randomBytes(6).toString('hex')}`,
    password,
    secret: randomBytes(16).toString('hex'),
    offsets: await freeOffsets(20_000, [port]),
    mysql,
    environment,
  });
  try {
    for (const node of pair.nodes) node.start();
    const active = await pair.inSync(60_000);
    const deployed = await active.ask('POST', '/siddhi-apps', `@app:name('Ingest')\n${stream}${queries}`);
    if (deployed.status !== 201) throw new Error(`the app was not deployed: ${deployed.text}`);
    const result = await run({
      send: (load) => send(pair, active, password, load),
      total: async (name) => {
        const values = await Promise.all(
          pair.nodes.map(async (node) => valueOf(await metricsOf(node), `tandem_${name}`)),
        );
        return values.reduce((sum, value) => sum + value, 0);
      },
      snapshot: async () => {
        const {status, text} = await active.ask('POST', '/ha/snapshot', '', undefined, snapshotPatience);
        if (status !== 201) throw new Error(`no snapshot was taken: ${text}`);
      },
    });
    await pair.stop();
    return result;
  } finally {
    await pair.kill();
    rmSync(directory, {recursive: true, force: true});
  }
}

async function send(
  pair: Pair,
  active: NodeProcess,
  password: string,
  load: Case & IngestEffort & {rate?: number},
): Promise<Reached> {
  const passive = pair.other(active);
  const job: Load = {
    ...load,
    port: port + active.portsOffset,
    path,
    authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`,
    pids: [active, passive].map(({pid}) => must(pid, 'a process that runs')),
  };
  const before = await sentSoFar(active, passive);
  const generator = fileURLToPath(new URL('generator.ts', import.meta.url));
  const result = JSON.parse(await finished(process.execPath, [generator, JSON.stringify(job)])) as LoadResult;
  const after = await sentSoFar(active, passive);
  if (Object.keys(result.others).length > 0)
    throw new Error(`not every request was answered with 200: ${JSON.stringify(result.others)}`);
  if (after.entries - before.entries < result.requests)
    throw new Error(
      `${result.requests} requests were answered, but there are ${after.entries - before.entries} entries`,
    );
  const events = result.requests * load.batch;
  const micros = (seconds = Number.NaN): number => (seconds * 1e6) / events;
  const entries = after.entries - before.entries;
  const waited = (index: number): number => must(result.waited[index], 'a reading') / result.seconds;
  const collections = {
    active: after.collections.active - before.collections.active,
    passive: after.collections.passive - before.collections.passive,
  };
  return {
    requests: result.requests / result.seconds,
    events: events / result.seconds,
    latency: result.latency,
    cpu: {active: micros(result.cpu[0]), passive: micros(result.cpu[1]), generator: micros(result.generatorCpu)},
    eventsPerCore: events / must(result.cpu[0], 'CPU of the active'),
    waited: {active: waited(0), passive: waited(1), generator: waited(2)},
    lateness: result.lateness,
    // Over the whole load, the warm-up included; told for its measured part.
    link: {
      entries: result.requests / result.seconds,
      bytes: ((after.bytes - before.bytes) / entries) * (result.requests / result.seconds),
    },
    collections,
    left: collections.active === 0 ? (after.old - before.old) / entries : undefined,
  };
}

type SoFar = {entries: number; bytes: number; old: number; collections: {active: number; passive: number}};

/** The active's journal so far, the bytes that it has given to the event link, its old objects, and what both nodes have collected. */
async function sentSoFar(active: NodeProcess, passive: NodeProcess): Promise<SoFar> {
  const [own, other] = [await metricsOf(active), await metricsOf(passive)];
  return {
    entries: valueOf(own, 'tandem_sequence_appended'),
    bytes: valueOf(own, 'tandem_link_sent_bytes_total'),
    old: valueOf(own, 'nodejs_heap_space_size_used_bytes', 'space="old"'),
    collections: {
      active: valueOf(own, 'tandem_full_collections_total'),
      passive: valueOf(other, 'tandem_full_collections_total'),
    },
  };
}

async function metricsOf(node: NodeProcess): Promise<string> {
  return (await node.ask('GET', '/metrics')).text;
}

/** `label`: one that the line has. */
function valueOf(metrics: string, name: string, label = ''): number {
  return Number(must(new RegExp(`^${name}\\{.*${label}.*\\} (\\S+)$`, 'm').exec(metrics), `the metric ${name}`)[1]);
}

import {randomBytes} from 'node:crypto';
import {mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {PushClient, PushRefused} from '@tandem/client';
import {ports} from '../config/index.ts';
import {freeOffsets} from '../pair/free-offsets.ts';
import type {NodeProcess} from '../pair/node-process.ts';
import {eventually, Pair} from '../pair/pair.ts';
import {finalTable, flightsApp} from './app.ts';
import {Collector} from './collector.ts';
import {bySink, difference} from './compare.ts';
import {flights} from './flights.ts';
import {pushesOf} from './pushes.ts';
import {reference, type Taken} from './reference.ts';

export type RunOptions = {
  events: number;
  clients: number;
  mysql: string | undefined;
  graceful: boolean;
  directory: string;
  say: (line: string) => void;
};

export type RunResult = {
  events: number;
  acked: number;
  lost: number;
  duplicated: number;
  refused: number;
  outOfOrder: number;
  contradicted: number;
  tableDiffers: boolean;
  repeatedOutputs: number;
  repeatedPushes: number;
  outputs: number;
  takeoverMs: number;
  handOverMs: number;
  eventsPerSecond: number;
  longestWaitMs: number;
};

/** One run of the demo: stream, end the active half way, let it come back, compare. */
export async function run(options: RunOptions): Promise<RunResult> {
  const directory = join(options.directory, `demo-${process.pid}-${randomBytes(3).toString('hex')}`);
  mkdirSync(directory, {recursive: true});
  const collector = new Collector();
  const pair = new Pair({
    directory,
    groupId: `demo-${randomBytes(6).toString('hex')}`,
    password: randomBytes(12).toString('hex'),
    secret: randomBytes(16).toString('hex'),
    offsets: await freeOffsets(1000),
    mysql: options.mysql,
    environment: {TANDEM_PERSISTENCE_INTERVAL_MIN: '0.05'},
  });
  let kept = true;
  try {
    const text = flightsApp(await collector.open());
    for (const node of pair.nodes) node.start();
    const active = await pair.inSync(30_000);
    const deployed = await active.ask('POST', '/siddhi-apps', text);
    if (deployed.status !== 201) throw new Error(`the app was not deployed: ${deployed.text}`);
    const result = await stream(pair, collector, text, options);
    kept = result.lost + result.duplicated + result.contradicted > 0 || result.tableDiffers;
    await pair.stop();
    return result;
  } finally {
    await pair.kill();
    await collector.close();
    if (kept) options.say(`logs and database are kept in ${directory}`);
    else rmSync(directory, {recursive: true, force: true});
  }
}

async function stream(pair: Pair, collector: Collector, text: string, options: RunOptions): Promise<RunResult> {
  const {events, clients, say} = options;
  const all = flights(events);
  const taken: Taken[] = [];
  let acked = 0;
  let refused = 0;
  let longestWaitMs = 0;
  let repeatedPushes = 0;
  let saidAt = 0;
  let halfWay: () => void = () => undefined;
  const half = new Promise<void>((resolve) => (halfWay = resolve));
  const addresses = pair.nodes.map((node) => `http://127.0.0.1:${ports.httpSource + node.portsOffset}/flights`);
  const began = performance.now();

  const push = async (index: number): Promise<void> => {
    const nodes = index % 2 === 0 ? addresses : [...addresses].reverse();
    const client = new PushClient({nodes, user: 'admin', password: pair.nodes[0].password});
    const mine = all.filter((_, i) => i % clients === index);
    for (const [n, {body, events: count}] of pushesOf(index, mine).entries()) {
      try {
        const pushed = await client.push(body, `client-${index}-${n}`);
        taken.push({sequence: pushed.sequence, timestamp: pushed.timestamp, body});
        acked += count;
        longestWaitMs = Math.max(longestWaitMs, pushed.waitedMs);
        if (pushed.repeated) repeatedPushes++;
      } catch (error) {
        if (!(error instanceof PushRefused)) throw error;
        refused += count;
      }
      if (acked + refused >= events / 2) halfWay();
      if ((acked - saidAt) * 10 >= events) {
        saidAt = acked;
        say(
          `${acked.toLocaleString('en')} of ${events.toLocaleString('en')} events answered, ${collector.size.toLocaleString('en')} outputs received`,
        );
      }
    }
    client.close();
  };
  const pushing = Promise.all(Array.from({length: clients}, (_, index) => push(index)));
  const fault = half.then(() => failOver(pair, options));
  const [, {takeoverMs, handOverMs}] = await Promise.all([pushing, fault]);
  const seconds = (performance.now() - began) / 1000;
  say('all events answered; waiting for the last outputs');
  const last = taken.reduce((greatest, t) => Math.max(greatest, t.timestamp), 0);
  await settled(pair, collector, last);
  const live = await finalRows(pair);
  say('comparing with an uninterrupted run of the embedded engine');
  const wanted = reference(text, taken, last + 60_000, finalTable);
  const {lost, duplicated, outOfOrder} = difference(bySink(collector.outputs()), wanted.sinks);
  const missing = events - acked - refused;
  return {
    events,
    acked,
    lost: lost + missing,
    duplicated,
    refused,
    outOfOrder,
    contradicted: collector.contradicted,
    tableDiffers: !isDeepStrictEqual(live, wanted.table),
    repeatedOutputs: collector.repeated,
    repeatedPushes,
    outputs: collector.size,
    takeoverMs,
    handOverMs,
    eventsPerSecond: Math.round(events / seconds),
    longestWaitMs: Math.round(longestWaitMs),
  };
}

/** `takeoverMs`: without an active; `handOverMs`: from the signal on (a node that is stopped goes on for a while, to leave little behind). */
type FailOver = {takeoverMs: number; handOverMs: number};

/** Ends the active, waits for the other to take over, brings the first back and waits until it is in sync. */
async function failOver(pair: Pair, {graceful, say}: RunOptions): Promise<FailOver> {
  const active = await pair.inSync(60_000);
  const standby = pair.other(active);
  const began = performance.now();
  say(`${active.nodeId} is active: ${graceful ? 'SIGTERM' : 'SIGKILL'}`);
  const ended = active.end(graceful ? 'SIGTERM' : 'SIGKILL');
  let lastSeen = began;
  const done = new AbortController();
  const watched = (async (): Promise<void> => {
    if (!graceful) return;
    while (!done.signal.aborted) if ((await active.status())?.role === 'active') lastSeen = performance.now();
  })();
  const handOverMs = await eventually(60_000, `${standby.nodeId} to take over`, async () =>
    (await standby.status())?.role === 'active' ? Math.round(performance.now() - began) : undefined,
  );
  const takeoverMs = Math.max(0, Math.round(began + handOverMs - lastSeen));
  done.abort();
  await watched;
  say(`${standby.nodeId} is active after ${handOverMs} ms, ${takeoverMs} ms of them without an active`);
  await ended;
  active.start();
  const now: NodeProcess = await pair.inSync(60_000);
  say(`${active.nodeId} is back and in sync behind ${now.nodeId}`);
  return {takeoverMs, handOverMs};
}

/** Every timer of the app has fired and no output waits. */
async function settled(pair: Pair, collector: Collector, last: number): Promise<void> {
  let size = -1;
  let since = performance.now();
  await eventually(120_000, 'the last outputs', async () => {
    const status = await (await pair.active())?.status();
    const waiting = Object.values(status?.sinks.waiting ?? {x: 1}).reduce((a, b) => a + b, 0);
    if (waiting > 0 || collector.size !== size) {
      size = collector.size;
      since = performance.now();
    }
    // Two of its one-second batches: by then the last one is out.
    return performance.now() - since > 2500 && Date.now() > last + 2500 ? true : undefined;
  });
}

async function finalRows(pair: Pair): Promise<unknown> {
  const active = await pair.active();
  const body = JSON.stringify({appName: 'Flights', query: finalTable});
  const answer = await active?.ask('POST', '/stores/query', body, ports.stores);
  if (answer?.status !== 200) throw new Error(`the table could not be read: ${answer?.text ?? 'nobody is active'}`);
  return (JSON.parse(answer.text) as {records: unknown}).records;
}

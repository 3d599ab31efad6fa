import {must} from '@tandem/base';
import {Connection} from './connection.ts';
import {cpuTime, waitedTime} from './cpu-time.ts';
import {type Load, type LoadResult, percentiles} from './load.ts';
import {Pace} from './pace.ts';
import {requestsOf} from './requests.ts';
import {Samples} from './samples.ts';

/** Sends a load and measures what became of it. Rejects when a connection is lost. */
export async function generate(load: Load): Promise<LoadResult> {
  const requests = requestsOf(load);
  // Taken during the warm-up, too: code that first runs when it counts would be compiled then.
  const samples = new Samples();
  const lateness = new Samples();
  let others: Record<string, number> = {};
  const pids = [...load.pids, process.pid];
  let stopped = false;
  let sent = 0;

  let fail: (why: Error) => void = () => {};
  const broken = new Promise<never>((_, reject) => (fail = reject));
  const onAnswer = (connection: Connection, status: number, dueAt: number): void => {
    const now = performance.now();
    if (status === 200) samples.push(now - dueAt);
    else others[status] = (others[status] ?? 0) + 1;
    if (stopped) return;
    if (pace === undefined) next(connection, now);
    else pace.answered(connection, now);
  };
  const connections = Array.from({length: load.connections}, () => {
    const connection: Connection = new Connection(
      load.port,
      (status, dueAt) => onAnswer(connection, status, dueAt),
      (why) => fail(why),
    );
    return connection;
  });
  const next = (connection: Connection, dueAt: number): void =>
    connection.send(must(requests[sent++ % requests.length], 'a request'), dueAt);

  const pace =
    load.rate === undefined
      ? undefined
      : new Pace(load.rate, connections, load.pipelined, (connection, dueAt, late) => {
          if (late !== undefined) lateness.push(late);
          next(connection, dueAt);
        });
  if (!pace)
    for (const connection of connections) for (let i = 0; i < load.pipelined; i++) next(connection, performance.now());
  try {
    await Promise.race([broken, wait(load.warm)]);
    const [own, before] = [process.cpuUsage(), load.pids.map(cpuTime)];
    const waitedBefore = pids.map(waitedTime);
    const from = performance.now();
    samples.clear();
    lateness.clear();
    others = {};
    await Promise.race([broken, wait(load.measure)]);
    const to = performance.now();
    const answered = samples.count;
    // What was due and never answered has waited at least until now.
    for (const dueAt of pace?.late() ?? []) samples.push(to - dueAt);
    const [latency, delays] = [samples.all(), lateness.all()];
    const [used, after] = [process.cpuUsage(own), load.pids.map(cpuTime)];
    const waited = pids.map((pid, i) => waitedTime(pid) - must(waitedBefore[i], 'a reading before'));
    return {
      seconds: (to - from) / 1000,
      requests: answered,
      others,
      latency: percentiles(latency),
      cpu: after.map((value, i) => value - must(before[i], 'a reading before')),
      generatorCpu: (used.user + used.system) / 1e6,
      waited,
      lateness: percentiles(delays),
    };
  } finally {
    stopped = true;
    pace?.stop();
    for (const connection of connections) connection.close();
  }
}

const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

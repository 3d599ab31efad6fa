import {must} from '@tandem/base';
import {Connection} from './connection.ts';
import {cpuTime, waitedTime} from './cpu-time.ts';
import {type Load, type LoadResult, percentiles} from './load.ts';
import {requestsOf} from './requests.ts';

/** Sends a load and measures what became of it. Rejects when a connection is lost. */
export async function generate(load: Load): Promise<LoadResult> {
  const requests = requestsOf(load);
  const samples: number[] = [];
  const others: Record<string, number> = {};
  const lateness: number[] = [0];
  const pids = [...load.pids, process.pid];
  let measuring = false;
  let stopped = false;
  let sent = 0;
  /** When requests were due that have found no free connection yet. */
  const late: number[] = [];

  let fail: (why: Error) => void = () => {};
  const broken = new Promise<never>((_, reject) => (fail = reject));
  const onAnswer = (connection: Connection, status: number, dueAt: number): void => {
    const now = performance.now();
    if (measuring && status === 200) samples.push(now - dueAt);
    else if (measuring) others[status] = (others[status] ?? 0) + 1;
    if (stopped) return;
    if (load.rate === undefined) next(connection, now);
    else if (late.length > 0) next(connection, must(late.shift(), 'a late one'));
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

  const onTime = (connection: Connection, dueAt: number): void => {
    if (measuring) lateness.push(performance.now() - dueAt);
    next(connection, dueAt);
  };
  const pace = load.rate === undefined ? undefined : paced(load.rate, connections, load.pipelined, onTime, late);
  if (load.rate === undefined)
    for (const connection of connections) for (let i = 0; i < load.pipelined; i++) next(connection, performance.now());
  try {
    await Promise.race([broken, wait(load.warm)]);
    measuring = true;
    const [from, own, before] = [performance.now(), process.cpuUsage(), load.pids.map(cpuTime)];
    const waitedBefore = pids.map(waitedTime);
    await Promise.race([broken, wait(load.measure)]);
    measuring = false;
    const [to, used, after] = [performance.now(), process.cpuUsage(own), load.pids.map(cpuTime)];
    const waited = pids.map((pid, i) => waitedTime(pid) - must(waitedBefore[i], 'a reading before'));
    // What was due and never answered has waited at least until now.
    for (const dueAt of late) samples.push(to - dueAt);
    return {
      seconds: (to - from) / 1000,
      requests: samples.length - late.length,
      others,
      latency: percentiles(Float64Array.from(samples)),
      cpu: after.map((value, i) => value - must(before[i], 'a reading before')),
      generatorCpu: (used.user + used.system) / 1e6,
      waited,
      lateness: percentiles(Float64Array.from(lateness)),
    };
  } finally {
    stopped = true;
    clearInterval(pace);
    for (const connection of connections) connection.close();
  }
}

/** Sends what is due each millisecond, on connections in turn; what finds all of them taken goes to `late`. */
function paced(
  rate: number,
  connections: readonly Connection[],
  pipelined: number,
  send: (connection: Connection, dueAt: number) => void,
  late: number[],
): NodeJS.Timeout {
  const began = performance.now();
  let due = 0;
  let turn = 0;
  return setInterval(() => {
    for (const now = performance.now(); due < ((now - began) * rate) / 1000; due++) {
      const dueAt = began + (due * 1000) / rate;
      let free: Connection | undefined;
      for (let i = 0; i < connections.length && !free; i++) {
        const one = must(connections[turn++ % connections.length], 'a connection');
        if (one.open < pipelined) free = one;
      }
      if (free) send(free, dueAt);
      else late.push(dueAt);
    }
  }, 1);
}

const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

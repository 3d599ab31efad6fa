import {must} from '@tandem/base';
import {stockEvents} from './events.ts';
import {Running} from './running.ts';
import {windowOf, workloadOf} from './workloads.ts';

/** What a process of its own measures. Times in seconds of CPU of the sending thread, unless said. */
export type Job =
  | {kind: 'count'; workload: string; batch: number; events: number}
  | {kind: 'throughput'; workload: string; batch: number; warm: number; measure: number}
  | {kind: 'latency'; workload: string; warm: number; samples: number}
  | {kind: 'snapshot'; held: number; times: number}
  | {kind: 'memory'; held: number}
  | {kind: 'sliced'; shape: number; held: number; file: string}
  | {kind: 'restored'; shape: number; held: number; file: string}
  | {kind: 'allocation'; workload: string; events: number}
  | {kind: 'keyMemory'; query: string; keys: number}
  | {kind: 'scaled'; subject: string; size: number; warm: number; measure: number}
  | {kind: 'first'};

/** Outputs of the first events: both engines must say the same. */
export type Count = {counted: number};
/** Events a second of CPU. */
export type Throughput = {rate: number};
/** Nanoseconds of wall time of one send. `timer`: the median of measuring nothing. */
export type Latency = {p50: number; p99: number; p999: number; max: number; timer: number};
/** Milliseconds of wall time, medians. The call blocks for `pause`. */
export type Snapshot = {bytes: number; pause: number; restore: number};
/** Bytes of heap and array buffers for each event that a length window holds. */
export type Memory = {perEvent: number};

export function throughput(job: Extract<Job, {kind: 'throughput'}>): Throughput {
  const running = new Running(workloadOf(job.workload), stockEvents(), job.batch);
  running.feedFor(job.warm);
  const {events, cpuSeconds} = running.feedFor(job.measure);
  return {rate: events / cpuSeconds};
}

export function count(job: Extract<Job, {kind: 'count'}>): Count {
  const running = new Running(workloadOf(job.workload), stockEvents(), job.batch);
  running.feed(job.events);
  return {counted: running.counted};
}

export function latency(job: Extract<Job, {kind: 'latency'}>): Latency {
  const rows = stockEvents();
  const running = new Running(workloadOf(job.workload), rows, 1);
  running.feedFor(job.warm);
  const took = new Float64Array(job.samples);
  const nothing = new Float64Array(job.samples);
  const input = running.app.input('StockStream');
  for (let i = 0; i < job.samples; i++) {
    const row = rows[(running.sent + i) % rows.length]!;
    const start = process.hrtime.bigint();
    input.send(row);
    took[i] = Number(process.hrtime.bigint() - start);
  }
  for (let i = 0; i < job.samples; i++) {
    const start = process.hrtime.bigint();
    nothing[i] = Number(process.hrtime.bigint() - start);
  }
  took.sort();
  const at = (part: number): number => took[Math.floor(job.samples * part)]!;
  return {
    p50: at(0.5),
    p99: at(0.99),
    p999: at(0.999),
    max: took[job.samples - 1]!,
    timer: nothing.sort()[job.samples >> 1]!,
  };
}

export function snapshot({held, times}: Extract<Job, {kind: 'snapshot'}>): Snapshot {
  const running = new Running(windowOf(held), stockEvents(), 1);
  running.feed(2 * held);
  const pauses: number[] = [];
  const restores: number[] = [];
  let bytes = new Uint8Array();
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    bytes = running.app.snapshot() as Uint8Array<ArrayBuffer>;
    const middle = performance.now();
    running.app.restore(bytes);
    pauses.push(middle - start);
    restores.push(performance.now() - middle);
    running.feed(1000);
  }
  return {bytes: bytes.length, pause: median(pauses), restore: median(restores)};
}

export function memory({held}: Extract<Job, {kind: 'memory'}>): Memory {
  const rows = stockEvents();
  const collect = must(globalThis.gc, 'a process with --expose-gc');
  const used = (): number => {
    collect();
    const {heapUsed, arrayBuffers} = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const running = new Running(windowOf(held), rows, 1);
  running.feed(1000);
  const before = used();
  running.feed(held - 1000);
  return {perEvent: (used() - before) / (held - 1000)};
}

/** For the cold start: the first event of a fresh process has come out. */
export function first(): {outputs: number} {
  const running = new Running(workloadOf('W1'), [['S1', 99, 1, 1]], 1);
  running.feed(1);
  return {outputs: running.outputs};
}

/** Of an even count: between the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (index: number): number => must(sorted[index], 'at least one number');
  return (at((sorted.length - 1) >> 1) + at(sorted.length >> 1)) / 2;
}

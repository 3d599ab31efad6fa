import {must} from '@tandem/base';
import type {Latency, Memory, Snapshot} from './jobs.ts';
import type {Machine} from './machine.ts';
import {type Compared, type Effort, geometricMean, type Spread} from './rounds.ts';
import {workloadOf} from './workloads.ts';

/** What was measured of one engine beside its rates. `coldStart`: ms from starting a process to its end after one event. */
export type Side = {
  engine: string;
  latency: Record<string, Latency>;
  /** Events in the window of the snapshot. */
  held: number;
  snapshot: Snapshot;
  coldStart: number;
  memory?: Memory;
};

export type Report = {
  machine: Machine;
  effort: Effort;
  /** The reference engine's version. */
  reference?: string;
  rates: readonly Compared[];
  sides: readonly Side[];
};

/** The report as a page. */
export function markdown(report: Report): string {
  const {machine: m, effort, reference, rates, sides} = report;
  const singles = rates.filter((r) => r.batch === 1);
  const batches = rates.filter((r) => r.batch > 1);
  return [
    '# Performance',
    '',
    'Written by `pnpm bench --write`; each run measures everything anew.',
    '',
    `Machine: ${m.cpu}, ${m.cores} cores, ${m.memoryGiB} GiB, ${m.system}, Node ${m.node}; load average ${m.load.toFixed(1)}.`,
    reference === undefined
      ? ''
      : `Reference: Siddhi ${reference} in a JVM with 2 GiB of heap, one thread, no \`@async\`.`,
    '',
    `Rates are million events a second of CPU time of the sending thread, in a process of its own: ${effort.warm} s of warm-up, ${effort.measure} s`,
    `measured, ${effort.rounds} rounds, both engines in turn. The engine is handed its time (a manual clock); outputs arrive at a callback. Both`,
    'engines are given the same events and must first give equally many outputs.',
    '',
    ...section('One event a send', singles),
    ...section('128 events a send', batches),
    ...besides(sides),
  ]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
}

function section(title: string, rates: readonly Compared[]): string[] {
  if (rates.length === 0) return [];
  const ratios = rates.flatMap((r) => (r.reference ? [r.reference.ratio.median] : []));
  const mean =
    ratios.length === 0 ? [] : [`Geometric mean of the median ratios: ${geometricMean(ratios).toFixed(1)}.`, ''];
  return [`## ${title}`, '', ...table(rates), '', ...mean];
}

/** Header, rule and a row for each workload. */
export function table(rates: readonly Compared[]): string[] {
  const compared = rates.some((r) => r.reference);
  const head = ['', 'workload', 'median', 'min to max', ...(compared ? ['reference', 'ratio', 'min to max'] : [])];
  const rows = rates.map(({workload, rate, reference}) => [
    workload,
    workloadOf(workload).about,
    millions(rate.median),
    range(rate, millions),
    ...(reference
      ? [millions(reference.rate.median), times(reference.ratio.median), range(reference.ratio, times)]
      : []),
  ]);
  return [head, head.map((_, i) => (i < 2 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

function besides(sides: readonly Side[]): string[] {
  if (sides.length === 0) return [];
  const first = must(sides[0], 'a side');
  const row = (what: string, of: (side: Side) => string): string => `| ${what} | ${sides.map(of).join(' | ')} |`;
  const latencies = Object.keys(first.latency).map((w) =>
    row(`latency of a send, ${w}: p50, p99, p99.9, max (ns)`, ({latency}) => {
      const {p50, p99, p999, max, timer} = must(latency[w], 'a latency of each side');
      return `${[p50, p99, p999, max].join(', ')} (timer ${timer})`;
    }),
  );
  return [
    '## Latency, start, memory, snapshots',
    '',
    row('', ({engine}) => engine),
    `| --- | ${sides.map(() => '---:').join(' | ')} |`,
    ...latencies,
    row('process start to end with one event out (ms)', (s) => s.coldStart.toFixed(0)),
    row(`snapshot of ${first.held} held events: bytes`, (s) => String(s.snapshot.bytes)),
    row('its pause (ms)', (s) => s.snapshot.pause.toFixed(1)),
    row('restoring it (ms)', (s) => s.snapshot.restore.toFixed(1)),
    row('memory of an event held (bytes)', (s) => s.memory?.perEvent.toFixed(0) ?? ''),
    '',
  ];
}

const millions = (rate: number): string => (rate / 1e6).toFixed(2);
const times = (ratio: number): string => `${ratio.toFixed(1)}×`;
const range = ({min, max}: Spread, show: (n: number) => string): string => `${show(min)} to ${show(max)}`;

import type {Wrong} from './check/outputs.ts';
import type {Stats} from './load/messages.ts';

/** One change of the active node. Ms from the beginning of the fault that led to it. */
export type Takeover = {by: string; detectionMs: number; takeoverMs: number; longestWaitMs: number; alone: boolean};

export type Report = {
  seed: number;
  seconds: number;
  commit: string;
  durability: string;
  faults: Record<string, number>;
  episodes: number;
  combined: number;
  leftOut: Record<string, string>;
  events: number;
  eventsPerSecond: number;
  requests: number;
  failedRequests: number;
  repeatedRequests: number;
  retries: number;
  outputs: number;
  repeatedOutputs: number;
  lost: number;
  doubled: number;
  outOfOrder: number;
  contradicted: number;
  stateDiffers: number;
  checks: number;
  otherWrongs: number;
  takeovers: number;
  planned: number;
  /** From the beginning of the fault to the row; from the row to taking inputs. Ms, of episodes with one fault only. */
  byFault: Record<string, {count: number; detection: Spread; takeover: Spread; longestWait: Spread}>;
  slowestRecoveryMs: number;
  longestWaitMs: number;
  p50Ms: number;
  p99Ms: number;
};
export type Spread = {p50: number; max: number};

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return {p50: Math.round(sorted[Math.floor((sorted.length - 1) / 2)] ?? 0), max: Math.round(sorted.at(-1) ?? 0)};
}

/** Takeovers by the fault that led to them, of episodes with one fault. */
export function byFault(takeovers: readonly Takeover[]): Report['byFault'] {
  const groups = Map.groupBy(
    takeovers.filter((t) => t.alone),
    (t) => t.by,
  );
  return Object.fromEntries(
    [...groups].map(([name, of]) => [
      name,
      {
        count: of.length,
        detection: spread(of.map((t) => t.detectionMs)),
        takeover: spread(of.map((t) => t.takeoverMs)),
        longestWait: spread(of.map((t) => t.longestWaitMs)),
      },
    ]),
  );
}

export function counted(
  wrong: readonly Wrong[],
): Pick<Report, 'lost' | 'doubled' | 'outOfOrder' | 'contradicted' | 'stateDiffers'> {
  const count = (kind: Wrong['kind']): number => wrong.filter((w) => w.kind === kind).length;
  return {
    lost: count('lost'),
    doubled: count('doubled'),
    outOfOrder: count('order'),
    contradicted: count('contradicted'),
    stateDiffers: count('state'),
  };
}

/** Nothing lost, nothing doubled, in order, no request that failed, and every other promise kept. */
export function faultless(r: Report): boolean {
  const {lost, doubled, outOfOrder, contradicted, stateDiffers, failedRequests, otherWrongs} = r;
  return lost + doubled + outOfOrder + contradicted + stateDiffers + failedRequests + otherWrongs === 0 && r.checks > 0;
}

export function words(r: Report, stats: Stats): string {
  const n = (value: number): string => Math.round(value).toLocaleString('en');
  const lines = [
    `seed ${r.seed}, ${n(r.seconds)} s, durability ${r.durability}, commit ${r.commit}`,
    `faults: ${n(Object.values(r.faults).reduce((a, b) => a + b, 0))} in ${n(r.episodes)} episodes, ${n(r.combined)} of them combined`,
    ...Object.entries(r.faults).map(([name, count]) => `  ${name.padEnd(20)} ${count}`),
    ...Object.entries(r.leftOut).map(([name, lacks]) => `  ${name.padEnd(20)} left out: needs ${lacks}`),
    `events answered: ${n(r.events)} (${n(r.eventsPerSecond)} a second) in ${n(r.requests)} requests; ${n(r.retries)} retries, ${n(r.repeatedRequests)} of them answered from memory`,
    `requests that failed after retries: ${n(r.failedRequests)}`,
    `outputs received: ${n(r.outputs)}; ${n(r.repeatedOutputs)} came again under the same id`,
    `lost ${r.lost}, doubled ${r.doubled}, out of order ${r.outOfOrder}, same id with another body ${r.contradicted}, state differs ${r.stateDiffers}; ${r.checks} comparisons`,
    `takeovers: ${r.takeovers}, planned hand-overs: ${r.planned}`,
    ...Object.entries(r.byFault).map(
      ([name, {count, detection, takeover, longestWait}]) =>
        `  ${name.padEnd(20)} ${String(count).padStart(4)}   row won ${detection.p50} (max ${detection.max}) ms, then active ${takeover.p50} (max ${takeover.max}) ms, longest wait of a client ${longestWait.p50} (max ${longestWait.max}) ms`,
    ),
    `slowest recovery: ${n(r.slowestRecoveryMs)} ms; waits of clients: p50 ${stats.p50.toFixed(1)} ms, p99 ${stats.p99.toFixed(1)} ms, longest ${n(r.longestWaitMs)} ms`,
  ];
  return lines.join('\n');
}

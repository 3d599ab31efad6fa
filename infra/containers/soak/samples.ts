import {readFileSync} from 'node:fs';
import {loadavg} from 'node:os';

/** What a node used and said at one moment. */
export type Sample = {
  /** Since the load began, s. */
  readonly at: number;
  /** Resident memory of each node's process, MiB. */
  readonly memoryMiB: Readonly<Record<string, number>>;
  /** CPU time that each has used since its start, s. */
  readonly cpuSeconds: Readonly<Record<string, number>>;
  readonly inSync: boolean;
  readonly lag: number;
  readonly loadAverage: number;
};

const TICKS = 100;

/** Of a process of this machine, as its kernel sees it. */
export function usageOf(pid: number): {readonly memoryMiB: number; readonly cpuSeconds: number} {
  return usageIn(readFileSync(`/proc/${pid}/status`, 'utf8'), readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

/** @param stat the text of `/proc/PID/stat`, whose second field may hold spaces in parentheses */
export function usageIn(status: string, stat: string): {readonly memoryMiB: number; readonly cpuSeconds: number} {
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return {memoryMiB: Math.round(kilobytes / 102.4) / 10, cpuSeconds: ticks / TICKS};
}

export const loadAverage = (): number => Math.round((loadavg()[0] ?? 0) * 10) / 10;

/** Memory of one node: its median in the second quarter of the time, when caches are warm, and in the last. */
export function trend(samples: readonly Sample[], node: string): {readonly early: number; readonly late: number} {
  const values = samples.map(({memoryMiB}) => memoryMiB[node]).filter((value) => value !== undefined);
  const quarter = Math.floor(values.length / 4);
  return {early: median(values.slice(quarter, 2 * quarter)), late: median(values.slice(3 * quarter))};
}

/** Share of one virtual CPU that a node used between the first sample and the last. */
export function cpuShare(samples: readonly Sample[], node: string): number {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.at <= first.at) return Number.NaN;
  return ((last.cpuSeconds[node] ?? Number.NaN) - (first.cpuSeconds[node] ?? Number.NaN)) / (last.at - first.at);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

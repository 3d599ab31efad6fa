import {readFileSync} from 'node:fs';
import {must} from '@tandem/base';

/** Of Linux on every machine that Node runs on. */
const ticksPerSecond = 100;

/** Seconds of CPU time that a process has used, all its threads, in steps of 10 ms. Only Linux tells. Throws when it is gone. */
export function cpuTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name in parentheses may hold spaces; user and system time are the 12th and 13th field behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(must(fields[11], 'user time')) + Number(must(fields[12], 'system time'))) / ticksPerSecond;
}

/** Seconds that the main thread of a process could have run and had to wait for a CPU. Only Linux tells. Throws when it is gone. */
export function waitedTime(pid: number): number {
  const [, waited] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'latin1').split(' ');
  return Number(must(waited, 'time in the queue')) / 1e9;
}

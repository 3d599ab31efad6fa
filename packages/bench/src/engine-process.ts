import {fileURLToPath} from 'node:url';
import {must} from '@tandem/base';
import type {Job} from './jobs.ts';
import {finished} from './process.ts';
import {windowOf, workloadOf} from './workloads.ts';

/** How to start a process that does one job and prints its result. */
export type Engine = {name: 'tandem' | 'reference'; command: string; args: readonly string[]; version: string};

export const tandem: Engine = {
  name: 'tandem',
  command: process.execPath,
  args: ['--expose-gc', fileURLToPath(import.meta.resolve('@tandem/bench/worker'))],
  version: 'this tree',
};

/** Does a job in a process of its own. */
export async function ask<T>(engine: Engine, job: Job): Promise<T> {
  const line = await finished(engine.command, [...engine.args, JSON.stringify({...job, of: subject(job)})]);
  return JSON.parse(must(line || undefined, 'a line with the result')) as T;
}

/** Milliseconds from starting a process to its end, one event having come out. */
export async function coldStart(engine: Engine): Promise<number> {
  const start = performance.now();
  const {outputs} = await ask<{outputs: number}>(engine, {kind: 'first'});
  const took = performance.now() - start;
  if (outputs !== 1) throw new Error(`${engine.name} answered ${outputs} events, expected 1`);
  return took;
}

function subject(job: Job): unknown {
  switch (job.kind) {
    case 'count':
    case 'throughput':
    case 'latency':
    case 'allocation':
      return workloadOf(job.workload);
    case 'snapshot':
    case 'memory':
      return windowOf(job.held);
    default:
      return workloadOf('W1');
  }
}

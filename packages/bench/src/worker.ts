import {unreachable} from '@tandem/base';
import {allocation} from './allocation.ts';
import {count, first, type Job, latency, memory, snapshot, throughput} from './jobs.ts';
import {keyMemory} from './key-memory.ts';
import {scaled} from './scaling.ts';
import {sliced} from './snapshot/measure.ts';
import {restored} from './snapshot/restored.ts';

/** One job in a process of its own, as JSON in the first argument; its result as JSON on one line. */
function run(job: Job): unknown {
  switch (job.kind) {
    case 'count':
      return count(job);
    case 'throughput':
      return throughput(job);
    case 'latency':
      return latency(job);
    case 'snapshot':
      return snapshot(job);
    case 'sliced':
      return sliced(job.shape, job.held, job.file);
    case 'restored':
      return restored(job.shape, job.held, job.file);
    case 'memory':
      return memory(job);
    case 'allocation':
      return allocation(job);
    case 'keyMemory':
      return keyMemory(job);
    case 'scaled':
      return scaled(job);
    case 'first':
      return first();
    default:
      return unreachable(job);
  }
}

process.stdout.write(`${JSON.stringify(await run(JSON.parse(process.argv[2] ?? 'null') as Job))}\n`);

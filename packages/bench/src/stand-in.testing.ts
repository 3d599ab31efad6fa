import {must} from '@tandem/base';
import {count, type Job, throughput} from './jobs.ts';

/** For tests, as the worker: does the workload of the first argument, not that of the job. */
const [workload, text] = process.argv.slice(2);
const job = JSON.parse(must(text, 'a job')) as Extract<Job, {workload: string; batch: number}>;
const mine = {...job, workload: must(workload, 'a workload')};
process.stdout.write(`${JSON.stringify(mine.kind === 'count' ? count(mine) : throughput(mine))}\n`);

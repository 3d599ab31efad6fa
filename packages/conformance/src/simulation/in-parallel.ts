import {once} from 'node:events';
import {Worker} from 'node:worker_threads';
import type {SimulateOptions, Summary} from '@tandem/cluster/simulation';
import {Coverage} from '@tandem/cluster/simulation';

/** What a worker is asked for, and what it answers: what there is to say of seeds that failed, and its summary with the coverage as plain data. */
export type Block = {from: number; seeds: number};
export type BlockDone = {lines: string[]; summary: Omit<Summary, 'coverage'>; counts: Coverage['counts']};

/** Seeds that a worker takes at a time. */
const blockSize = 50;

/** The same seeds with the same results as `simulate`, in `jobs` threads; lines of failing seeds come as they are found. */
export async function inParallel(jobs: number, {seeds, from = 1, print = () => {}}: SimulateOptions): Promise<Summary> {
  const total: Summary = {seeds, failed: [], waived: 0, answered: 0, epochs: 0, events: 0, coverage: new Coverage()};
  const blocks: Block[] = [];
  for (let at = 0; at < seeds; at += blockSize) blocks.push({from: from + at, seeds: Math.min(blockSize, seeds - at)});
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('worker.ts', import.meta.url));
    try {
      for (let block = blocks[next++]; block; block = blocks[next++]) {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        worker.postMessage(block);
        // One answer to each; rejects when the worker fails.
        const [{lines, summary, counts}] = (await once(worker, 'message')) as [BlockDone];
        for (const line of lines) print(line);
        total.failed.push(...summary.failed);
        total.waived += summary.waived;
        total.answered += summary.answered;
        total.epochs += summary.epochs;
        total.events += summary.events;
        const coverage = new Coverage();
        for (const [fault, of] of counts) coverage.counts.set(fault, of);
        total.coverage.addAll(coverage);
        done += block.seeds;
        if (done % 500 < block.seeds) print(`${done} of ${seeds} seeds, ${total.failed.length} failed`);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({length: jobs}, work));
  total.failed.sort((a, b) => a - b);
  return total;
}

import {parentPort} from 'node:worker_threads';
import {must} from '@tandem/base';
import {simulate} from '@tandem/cluster/simulation';
import type {Block, BlockDone} from './in-parallel.ts';

/** Runs the blocks of seeds that it is sent, one after another. */
const port = must(parentPort, 'a thread that was started as a worker');

port.on('message', ({from, seeds}: Block) => {
  const said: string[] = [];
  void simulate({from, seeds, print: (line) => said.push(line)}).then(({coverage, ...summary}) => {
    const lines = summary.failed.length > 0 ? said : [];
    port.postMessage({lines, summary, counts: coverage.counts} satisfies BlockDone);
  });
});

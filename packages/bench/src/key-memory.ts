import {must} from '@tandem/base';
import {createApp} from '@tandem/engine';

/** Bytes of heap and array buffers for each key of a partition. */
export type KeyMemory = {perKey: number};

const S = 'define stream S (k int, v int);';

/** Queries of a partition, and what a key of one may weigh with its first event: half as much again as was measured, in bytes. */
export const KEYS: Readonly<Record<string, {query: string; bytes: number}>> = {
  sum: {query: 'from S select k, sum(v) as s insert into Out;', bytes: 600},
  length: {query: 'from S#window.length(10) select k, avg(v) as a insert into Out;', bytes: 1400},
  timeBatch: {query: 'from S#window.timeBatch(1 hour) select k, count() as c insert into Out;', bytes: 1650},
  inner: {
    query: 'from S[v >= 0] select k, v insert into #I; from #I#window.length(5) select k, sum(v) as t insert into Out;',
    bytes: 2500,
  },
};

/** Keys are made until there are that many, after some that the code is compiled with. */
export function keyMemory({query, keys}: {query: string; keys: number}): KeyMemory {
  const collect = must(globalThis.gc, 'a process with --expose-gc');
  const app = createApp(`${S} partition with (k of S) begin ${must(KEYS[query], 'a query').query} end;`);
  app.start();
  const input = app.input('S');
  const used = (): number => {
    collect();
    const {heapUsed, arrayBuffers} = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  for (let k = 0; k < 2000; k++) input.send([k, 1]);
  const before = used();
  for (let k = 0; k < keys; k++) input.send([2000 + k, 1]);
  const after = used();
  // Used again, so that it is there until here.
  app.stop();
  return {perKey: (after - before) / keys};
}

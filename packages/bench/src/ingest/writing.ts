import {setTimeout} from 'node:timers/promises';
import {configTable} from '@tandem/runtime/config';
import {median} from '../jobs.ts';
import type {Percentiles} from './load.ts';
import {type IngestEffort, type Loaded, underLoad} from './under-load.ts';

/** Of each percentile of several runs: the middle one and both ends, ms. */
export type Spread = {[of in keyof Percentiles]: {median: number; least: number; most: number}};
/** Answered requests at one rate, without and with snapshots of a window of `held` events, one after another. */
export type Writing = {
  held: number;
  /** Half of what is reached as fast as it goes, requests a second. */
  rate: number;
  rounds: number;
  without: Spread;
  with: Spread;
  /** So many were saved in the runs with snapshots. */
  snapshots: number;
  /** ms from when one was asked for until it was saved, in those runs. */
  took: {median: number; most: number};
};

/** Events that are held, unless another number is asked for. */
export const usuallyHeld = 100_000;
const rounds = 5;
const queries = (held: number): string =>
  `from StockStream#window.length(${held}) select symbol, avg(price) as mean group by symbol insert into Means;`;
const single = {connections: 64, pipelined: 1, batch: 1};
const filling = {connections: 64, pipelined: 1, batch: 100};
/** Between the end of one snapshot and the next one, ms. */
const pause = 200;

/** What writing snapshots does to the time of an answer: one pair, runs without and with them in turn. */
export async function whileWriting(effort: IngestEffort, held: number, mysql?: string): Promise<Writing> {
  // None but those that are asked for.
  const environment = {[configTable.snapshotIntervalMin.env]: '0'};
  return underLoad({environment, mysql, queries: queries(held)}, async (pair) => {
    await pair.send({...filling, ...effort});
    const rate = (await pair.send({...single, ...effort})).requests / 2;
    const run = async (): Promise<Percentiles> => (await pair.send({...single, ...effort, rate})).latency;
    const [without, during]: Percentiles[][] = [[], []];
    const took: number[] = [];
    for (let round = 0; round < rounds; round++) {
      // What a pair retains since the last snapshot brings about one when it grows too large.
      await pair.snapshot();
      without!.push(await run());
      const [latency, saved] = await besideSnapshots(pair, run);
      during!.push(latency);
      took.push(...saved);
    }
    return {
      held,
      rate,
      rounds,
      without: spread(without!),
      with: spread(during!),
      snapshots: took.length,
      took: {median: median(took), most: Math.max(...took)},
    };
  });
}

/** Takes snapshots until `run` is done, and says how long each took, ms. */
async function besideSnapshots(pair: Loaded, run: () => Promise<Percentiles>): Promise<[Percentiles, number[]]> {
  const done = new AbortController();
  const save = async (): Promise<number[]> => {
    const saved: number[] = [];
    while (!done.signal.aborted) {
      const asked = performance.now();
      await pair.snapshot();
      saved.push(performance.now() - asked);
      await setTimeout(pause);
    }
    return saved;
  };
  const ran = async (): Promise<Percentiles> => {
    try {
      return await run();
    } finally {
      done.abort();
    }
  };
  return Promise.all([ran(), save()]);
}

function spread(runs: readonly Percentiles[]): Spread {
  const of = (name: keyof Percentiles): Spread['p50'] => {
    const all = runs.map((run) => run[name]);
    return {median: median(all), least: Math.min(...all), most: Math.max(...all)};
  };
  return {p50: of('p50'), p99: of('p99'), max: of('max')};
}

import {must} from '@tandem/base';
import {ask, type Engine, tandem} from './engine-process.ts';
import {type Count, median, type Throughput} from './jobs.ts';

/** Events a second of CPU, a value a round. */
export type Spread = {min: number; median: number; max: number};
export type Compared = {
  workload: string;
  batch: number;
  rate: Spread;
  /** Absent without the reference engine. `ratio`: of each round's pair. */
  reference?: {rate: Spread; ratio: Spread};
};

export type Effort = {rounds: number; warm: number; measure: number};

/** Events that both engines are given first, to compare how many outputs they say: a whole number of batches. */
const COUNTED = 192_000;

/**
 * Measures one workload in rounds, each engine in turn, each in a process of
 * its own. Throws where the two do not answer alike: such a ratio means nothing.
 */
export async function compare(
  workload: string,
  batch: number,
  {rounds, warm, measure}: Effort,
  reference: Engine | undefined,
): Promise<Compared> {
  const ours: number[] = [];
  const theirs: number[] = [];
  if (reference) await mustAgree(workload, batch, reference);
  const job = {kind: 'throughput', workload, batch, warm, measure} as const;
  for (let i = 0; i < rounds; i++) {
    ours.push((await ask<Throughput>(tandem, job)).rate);
    if (reference) theirs.push((await ask<Throughput>(reference, job)).rate);
  }
  const compared = {workload, batch, rate: spread(ours)};
  if (!reference) return compared;
  const ratio = spread(ours.map((rate, i) => rate / must(theirs[i], 'a rate of each round')));
  return {...compared, reference: {rate: spread(theirs), ratio}};
}

async function mustAgree(workload: string, batch: number, reference: Engine): Promise<void> {
  const job = {kind: 'count', workload, batch, events: COUNTED} as const;
  const [here, there] = [await ask<Count>(tandem, job), await ask<Count>(reference, job)];
  if (here.counted === there.counted) return;
  throw new Error(
    `${workload} (batches of ${batch}): ${COUNTED} events gave ${here.counted} outputs here and ${there.counted} there: not to be compared`,
  );
}

export const spread = (values: readonly number[]): Spread => ({
  min: Math.min(...values),
  median: median(values),
  max: Math.max(...values),
});

/** The geometric mean of the median ratios. */
export const geometricMean = (ratios: readonly number[]): number =>
  Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);

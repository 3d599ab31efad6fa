import {must} from '@tandem/base';
import {ask, type Engine, tandem} from './engine-process.ts';
import {median, type Throughput} from './jobs.ts';

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
export const COUNTED = 192_000;

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
  const job = {kind: 'throughput', workload, batch, warm, measure, count: COUNTED} as const;
  for (let i = 0; i < rounds; i++) {
    const mine = await ask<Throughput>(tandem, job);
    ours.push(mine.rate);
    if (!reference) continue;
    const other = await ask<Throughput>(reference, job);
    theirs.push(other.rate);
    if (mine.counted !== other.counted) {
      throw new Error(
        `${workload} (batches of ${batch}): ${COUNTED} events gave ${mine.counted} outputs here and ${other.counted} there: not to be compared`,
      );
    }
  }
  const compared = {workload, batch, rate: spread(ours)};
  if (!reference) return compared;
  const ratio = spread(ours.map((rate, i) => rate / must(theirs[i], 'a rate of each round')));
  return {...compared, reference: {rate: spread(theirs), ratio}};
}

export const spread = (values: readonly number[]): Spread => ({
  min: Math.min(...values),
  median: median(values),
  max: Math.max(...values),
});

/** The geometric mean of the median ratios. */
export const geometricMean = (ratios: readonly number[]): number =>
  Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);

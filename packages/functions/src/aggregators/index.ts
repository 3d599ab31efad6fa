import {percentile} from '../math/percentile.ts';
import type {Aggregator} from '../record.ts';
import {groupConcat} from '../str/group-concat.ts';
import {max, maxForever, min, minForever} from './extremes.ts';
import {and, distinctCount, or, unionSet} from './sets.ts';
import {avg, count, stdDev, sum} from './sums.ts';

const all: readonly Aggregator[] = [
  sum,
  avg,
  count,
  distinctCount,
  min,
  max,
  minForever,
  maxForever,
  stdDev,
  and,
  or,
  unionSet,
  groupConcat,
  percentile,
];

/** By name, with the namespace in front where there is one. Names are case-sensitive. */
export const aggregators: ReadonlyMap<string, Aggregator> = new Map(
  all.map((a) => [a.namespace === undefined ? a.name : `${a.namespace}:${a.name}`, a]),
);

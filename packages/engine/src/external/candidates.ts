import type {Expression} from '@tandem/siddhiql';
import type {Row} from '../api.ts';
import type {Planner} from '../plan/planner.ts';
import {heldComparisons} from '../tables/conjuncts.ts';
import type {PairScope} from '../tables/pair-scope.ts';
import {probe} from '../tables/probe.ts';
import type {ExternalTable} from './external-table.ts';
import type {Bound, Candidate} from './port.ts';

/** What rows an event may find: null when there can be none. */
export type CandidateOf = (ts: number, row: unknown) => Candidate | null;

/** Of the rows of `table` that `on` (absent: all) may hold for: the comparisons among its conjuncts with what the event decides. */
export function planCandidates(
  on: Expression | undefined,
  scope: PairScope,
  table: ExternalTable,
  planner: Planner,
): CandidateOf {
  const probes = on ? heldComparisons(on, scope).flatMap((c) => probe(c, scope, table, planner)) : [];
  return (ts, row) => {
    const bounds: Bound[] = [];
    for (const {position, operator, evaluate} of probes) {
      const value = evaluate(ts, row);
      if (value === null) return null;
      // No row of a database holds NaN, and nothing that it holds is beyond infinity.
      if (typeof value === 'number' && Number.isNaN(value)) return null;
      if (typeof value === 'number' && !Number.isFinite(value)) continue;
      if (typeof value === 'string' && !value.isWellFormed()) return null;
      bounds.push({position, operator, value});
    }
    return bounds;
  };
}

/** The rows that have the primary key of `row`. */
export function sameKey(row: Row, {key}: ExternalTable): Candidate | null {
  const bounds = key.map((position): Bound => ({position, operator: '==', value: row[position] ?? null}));
  const impossible = bounds.some(
    ({value}) =>
      value === null ||
      (typeof value === 'number' && !Number.isFinite(value)) ||
      (typeof value === 'string' && !value.isWellFormed()),
  );
  return impossible || bounds.length === 0 ? null : bounds;
}

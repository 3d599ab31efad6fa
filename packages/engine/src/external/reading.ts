import {type Expression, SiddhiAppError} from '@tandem/siddhiql';
import type {Planner} from '../plan/planner.ts';
import type {PairScope} from '../tables/pair-scope.ts';
import {planCandidates} from './candidates.ts';
import type {ExternalTable} from './external-table.ts';

/** Plans a search of an external table, and notes what has to be brought for it. */
export function reading<T>(
  on: Expression | undefined,
  scope: PairScope,
  table: ExternalTable,
  planner: Planner,
  plan: () => T,
): T {
  const {externalReads} = planner;
  const at = on?.at ?? table.at;
  return externalReads.steadily(table, () => {
    const planned = plan();
    if (scope.parameters.length > 2)
      throw new SiddhiAppError(
        'creation',
        `the external table '${table.id}' can only be searched for what one event decides, not for another held row`,
        at,
      );
    externalReads.reads(table, planCandidates(on, scope, table, planner), at);
    return planned;
  });
}

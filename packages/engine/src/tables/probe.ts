import {must} from '@tandem/base';
import type {AttributeType} from '@tandem/siddhiql';
import type {Value} from '../api.ts';
import type {Planner} from '../plan/planner.ts';
import {asItIs, lookUpValue} from './comparable.ts';
import {compileEventValue, type EventFunction} from './compile-pair.ts';
import type {HeldComparison} from './conjuncts.ts';
import type {PairScope} from './pair-scope.ts';
import type {Table} from './table.ts';

/** A comparison by which rows can be looked up; `evaluate` gives the value that they are looked up by. */
export type Probe = HeldComparison & {evaluate: EventFunction<Value>};

/** None where a look-up would not find what the comparison does. */
export function probe(comparison: HeldComparison, scope: PairScope, table: Table, planner: Planner): Probe[] {
  const key: AttributeType = must(table.attributes[comparison.position], 'an attribute').type;
  const {type, evaluate} = compileEventValue(comparison.value, scope, planner);
  const convert = lookUpValue(key, type, comparison.operator);
  if (!convert) return [];
  if (convert === asItIs) return [{...comparison, evaluate}];
  return [{...comparison, evaluate: (...event) => convert(evaluate(...event))}];
}

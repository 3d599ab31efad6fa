import type {Expression} from '@tandem/siddhiql';
import type {Row, Value} from '../api.ts';
import type {Planner} from '../plan/planner.ts';
import type {Scope} from '../expression/scope.ts';
import {lookUpValue} from '../tables/comparable.ts';
import {compileEventValue, compilePairCondition, type EventFunction} from '../tables/compile-pair.ts';
import {heldComparisons} from '../tables/conjuncts.ts';
import type {PairScope} from '../tables/pair-scope.ts';
import type {Aggregation} from './aggregation.ts';
import {planRead, type Reading} from './plan-read.ts';

/** Rows of an aggregation have no timestamp; nothing reads this one. */
const UNTIMED = -1;

/**
 * The rows of an aggregation that belong to an event: within its range of
 * time, and such that `on` holds. Where `on` gives a value for each attribute of
 * `group by`, only that group is looked at. Throws SiddhiAppError.
 */
export function planAggregationFind(
  on: Expression | undefined,
  reading: Reading,
  aggregation: Aggregation,
  event: Scope,
  pair: PairScope,
  planner: Planner,
  what: string,
): EventFunction<Iterable<Row>> {
  const read = planRead(reading, aggregation, event, planner);
  if (!on) return (t, r) => read(t, r);
  const condition = compilePairCondition(on, pair, planner, what);
  const group = planGroup(on, aggregation, pair, planner);
  return function* found(t, r) {
    for (const row of read(t, r, group?.(t, r))) if (condition(row, UNTIMED, t, r)) yield row;
  };
}

/** The group that `on` asks for; null where it may hold for several. */
function planGroup(
  on: Expression,
  {group}: Aggregation,
  pair: PairScope,
  planner: Planner,
): EventFunction<Value[]> | null {
  if (group.length === 0) return null;
  const equals = heldComparisons(on, pair).filter(({operator}) => operator === '==');
  const values: EventFunction<Value>[] = [];
  for (const {position, type} of group) {
    const equal = equals.find((e) => e.position === position);
    if (!equal) return null;
    const compiled = compileEventValue(equal.value, pair, planner);
    const convert = lookUpValue(type, compiled.type, '==');
    if (!convert) return null;
    values.push((t, r) => convert(compiled.evaluate(t, r)));
  }
  return (t, r) => values.map((value) => value(t, r));
}

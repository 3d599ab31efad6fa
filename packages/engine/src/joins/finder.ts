import {must, unreachable} from '@tandem/base';
import type {JoinInput} from '@tandem/siddhiql';
import type {Row} from '../api.ts';
import {planAggregationFind} from '../aggregations/plan-find.ts';
import {RowScope} from '../expression/scope.ts';
import type {Planner} from '../plan/planner.ts';
import {compilePairCondition, type PairFunction} from '../tables/compile-pair.ts';
import {planFind} from '../tables/condition.ts';
import {PairScope} from '../tables/pair-scope.ts';
import type {Window} from '../windows/window.ts';
import {isStatic, type SidePlan} from './plan-side.ts';

/** Calls `match` for what a side holds that belongs to a trigger event of the other side, in its order. */
export type Finder = (ts: number, row: Row, match: (ts: number, row: Row) => void) => void;
/** `window`: the held side's own, where it is a stream with one. */
export type FinderPlan = (window: Window | null) => Finder;

const nothing: Finder = () => {};

/**
 * How events of `trigger` search what `held` holds. A table answers by key or
 * index, an aggregation by time. A window is scanned; a hash over its rows would be another `Finder`.
 */
export function planFinder(
  {on, within, per, at}: Pick<JoinInput, 'on' | 'within' | 'per' | 'at'>,
  trigger: SidePlan,
  held: SidePlan,
  planner: Planner,
): FinderPlan {
  const {ids, attributes} = held;
  const event = new RowScope(trigger.ids, trigger.attributes);
  const scope = new PairScope(event, {ids, attributes, timed: !isStatic(held)}, 'refused');
  switch (held.kind) {
    case 'table': {
      const {table, filter} = held;
      const condition = planFind(on, scope, table, planner, "the join's 'on'");
      return () => (ts, row, match) => {
        for (const entry of condition.entries(ts, row))
          if (!filter || filter(-1, entry.row as never)) match(-1, entry.row);
      };
    }
    case 'aggregation': {
      const {aggregation, filter} = held;
      const reading = {...(within ? {within} : {}), ...(per ? {per} : {}), at};
      const find = planAggregationFind(on, reading, aggregation, event, scope, planner, "the join's 'on'");
      return () => (ts, row, match) => {
        for (const found of find(ts, row)) if (!filter || filter(-1, found as never)) match(-1, found);
      };
    }
    case 'window': {
      const {window, filter} = held;
      const condition = on ? compilePairCondition(on, scope, planner, "the join's 'on'") : null;
      return () =>
        scan(
          (visit) => window.each((ts, row) => (!filter || filter(ts, row as never) ? visit(ts, row) : undefined)),
          condition,
        );
    }
    case 'stream': {
      const condition = on ? compilePairCondition(on, scope, planner, "the join's 'on'") : null;
      if (!held.window) return () => nothing;
      return (window) => {
        const searched = must(window, 'the window of a side that has one');
        return scan((visit) => searched.each(visit), condition);
      };
    }
    default:
      return unreachable(held);
  }
}

function scan(each: (visit: (ts: number, row: Row) => void) => void, condition: PairFunction<boolean> | null): Finder {
  if (!condition) return (_ts, _row, match) => each(match);
  return (ts, row, match) =>
    each((heldTs, heldRow) => (condition(heldRow, heldTs, ts, row) ? match(heldTs, heldRow) : undefined));
}

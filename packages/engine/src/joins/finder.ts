import {must, unreachable} from '@tandem/base';
import type {JoinInput} from '@tandem/siddhiql';
import type {Row} from '../api.ts';
import {planAggregationFind} from '../aggregations/plan-find.ts';
import {callsIn} from '../aggregations/calls-in.ts';
import {RowScope} from '../expression/scope.ts';
import type {Planner} from '../plan/planner.ts';
import {compilePairCondition, type PairFunction} from '../tables/compile-pair.ts';
import {planFind} from '../tables/condition.ts';
import {type EqualityProbe, equalityProbe} from '../tables/equality-probe.ts';
import {PairScope} from '../tables/pair-scope.ts';
import type {Held} from '../windows/held.ts';
import type {Window} from '../windows/window.ts';
import type {Direct} from './direct-trigger.ts';
import {isStatic, type SidePlan} from './plan-side.ts';

/** Calls `match` for what a side holds that belongs to a trigger event of the other side, in its order. */
export type Finder = ((ts: number, row: Row, match: (ts: number, row: Row) => void) => void) & {
  /** Where it goes straight to what it finds: how. */
  direct?: Direct;
};
export type FinderPlan = {
  /** What the search looks up, where it does: an attribute of what is held; `own`: which attribute of the event it must equal. */
  key?: {position: number; own: number | undefined};
  /** The one row there can be; absent where there may be several, or where a call in the condition may have an effect. */
  only?: (ts: number, row: Row) => Row | undefined;
  /** `window`: the held side's own, where it is a stream with one. */
  create(window: Window | null): Finder;
};

const nothing: Finder = () => {};

/**
 * How events of `trigger` search what `held` holds. A table answers by key or
 * index, an aggregation by time, a window by the key that its plan names, where it keeps an index.
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
      const {only} = condition;
      if (only) {
        const findOnly: Finder = (ts, row, match) => {
          const entry = only(ts, row);
          if (entry !== undefined && (!filter || filter(-1, entry.row as never))) match(-1, entry.row);
        };
        findOnly.direct = {
          kind: 'only',
          only: filter
            ? (ts, row) => {
                const entry = only(ts, row);
                return entry !== undefined && filter(-1, entry.row as never) ? entry : undefined;
              }
            : only,
        };
        // Whether a call in the condition has an effect is not known here.
        if (filter || !on || callsIn(on).length > 0) return {create: () => findOnly};
        return {create: () => findOnly, only: (ts, row) => only(ts, row)?.row};
      }
      const find: Finder = (ts, row, match) => {
        for (const entry of condition.entries(ts, row))
          if (!filter || filter(-1, entry.row as never)) match(-1, entry.row);
      };
      return {create: () => find};
    }
    case 'aggregation': {
      const {aggregation, filter} = held;
      const reading = {...(within ? {within} : {}), ...(per ? {per} : {}), at};
      const find = planAggregationFind(on, reading, aggregation, event, scope, planner, "the join's 'on'");
      const finder: Finder = (ts, row, match) => {
        for (const found of find(ts, row)) if (!filter || filter(-1, found as never)) match(-1, found);
      };
      return {create: () => finder};
    }
    case 'window': {
      const {window, filter} = held;
      const condition = on ? compilePairCondition(on, scope, planner, "the join's 'on'") : null;
      return {
        create: () =>
          scan(
            (visit) => window.each((ts, row) => (!filter || filter(ts, row as never) ? visit(ts, row) : undefined)),
            condition,
          ),
      };
    }
    case 'stream': {
      const condition = on ? compilePairCondition(on, scope, planner, "the join's 'on'") : null;
      if (!held.window) return {create: () => nothing};
      const probe = on && equalityProbe(on, scope, attributes, planner);
      return {
        ...(probe ? {key: {position: probe.position, own: attributeAt(trigger, probe.attribute)}} : {}),
        create: (window) => {
          const searched = must(window, 'the window of a side that has one');
          const {byKey} = searched;
          if (!probe || !byKey || !condition) return scan((visit) => searched.each(visit), condition);
          return lookUp(byKey, probe, condition);
        },
      };
    }
    default:
      return unreachable(held);
  }
}

function attributeAt({attributes}: SidePlan, name: string | undefined): number | undefined {
  const at = attributes.findIndex((attribute) => attribute.name === name);
  return at < 0 ? undefined : at;
}

/** The condition still decides about what the look-up finds. */
function lookUp(held: Held, {evaluate: keyOf, decides}: EqualityProbe, on: PairFunction<boolean>): Finder {
  const find: Finder = (ts, row, match) => {
    const key = keyOf(ts, row);
    if (key === null) return;
    for (let slot = held.first(key); slot >= 0; slot = held.after(slot)) {
      const [heldTs, heldRow] = [held.timestampAt(slot), held.rowAt(slot)];
      if (on(heldRow, heldTs, ts, row)) match(heldTs, heldRow);
    }
  };
  find.direct = {kind: 'keyed', held, keyOf, on: decides ? null : on};
  return find;
}

function scan(each: (visit: (ts: number, row: Row) => void) => void, condition: PairFunction<boolean> | null): Finder {
  if (!condition) return (_ts, _row, match) => each(match);
  return (ts, row, match) =>
    each((heldTs, heldRow) => (condition(heldRow, heldTs, ts, row) ? match(heldTs, heldRow) : undefined));
}

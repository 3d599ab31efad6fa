import {must} from '@tandem/base';
import {didYouMean, type OnDemandQuery, SiddhiAppError} from '@tandem/siddhiql';
import type {Row} from '../api.ts';
import {planAggregationFind} from '../aggregations/plan-find.ts';
import type {Attributes} from '../expression/scope.ts';
import type {Planner} from '../plan/planner.ts';
import {compilePairCondition} from '../tables/compile-pair.ts';
import {planTableCondition} from '../tables/condition.ts';
import {NoEvent} from '../tables/no-event.ts';
import {PairScope} from '../tables/pair-scope.ts';

export type StorePlan = {id: string; attributes: Attributes; readonly rows: () => Row[]};

/** What an on-demand query reads: a table, by key or index where `on` allows, what a named window holds, oldest first, or results of an aggregation. */
export function planStore({id, on, within, per, at}: NonNullable<OnDemandQuery['from']>, planner: Planner): StorePlan {
  const aggregation = planner.aggregations.get(id);
  if (aggregation) {
    const {attributes} = aggregation;
    const pair = new PairScope(new NoEvent(), {ids: [id], attributes, timed: false}, 'event first');
    const reading = {...(within ? {within} : {}), ...(per ? {per} : {}), at};
    const find = planAggregationFind(on, reading, aggregation, new NoEvent(), pair, planner, "'on'");
    return {id, attributes, rows: () => [...find(-1, null)]};
  }
  const table = planner.tables.get(id);
  const window = planner.windows.get(id);
  const store = table ?? window;
  if (!store) {
    const near = didYouMean(id, [...planner.tables.keys(), ...planner.windows.keys(), ...planner.aggregations.keys()]);
    throw new SiddhiAppError('creation', `'${id}' is neither a table nor a window nor an aggregation${near}`, at);
  }
  if (within || per) {
    throw new SiddhiAppError(
      'creation',
      `'within' and 'per' need an aggregation, but '${id}' is a ${table ? 'table' : 'window'}`,
      (within?.[0] ?? per)?.at ?? at,
    );
  }
  const {attributes} = store;
  if (table) {
    const condition = planTableCondition(on, new NoEvent(), table, planner);
    return {id, attributes, rows: () => condition.entries(-1, null).map((entry) => entry.row)};
  }
  const held = must(window, 'a window where there is no table');
  const scope = new PairScope(new NoEvent(), {ids: [id], attributes, timed: true}, 'event first');
  const holds = on ? compilePairCondition(on, scope, planner, "'on'") : () => true;
  return {
    id,
    attributes,
    rows: () => {
      const rows: Row[] = [];
      held.each((ts, row) => {
        if (holds(row, ts, -1, null)) rows.push(row);
      });
      return rows;
    },
  };
}

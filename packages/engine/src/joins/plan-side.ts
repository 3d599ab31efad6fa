import {
  type Filter,
  type JoinSide,
  type Selection,
  SiddhiAppError,
  type StreamFunction,
  type WindowHandler,
} from '@tandem/siddhiql';
import type {Aggregation} from '../aggregations/aggregation.ts';
import {compileCondition, type Condition} from '../expression/compile-row.ts';
import {type Attributes, RowScope} from '../expression/scope.ts';
import {type HandlersPlan, planHandlers, sourceName} from '../plan/handlers.ts';
import type {Planner} from '../plan/planner.ts';
import {selectedOfSide} from '../plan/selected.ts';
import type {Table} from '../tables/table.ts';
import type {NamedWindow} from '../windows/named-window.ts';
import {planWindow} from '../windows/plan-window.ts';
import type {WindowPlan} from '../windows/window.ts';

type Named = {side: JoinSide; ids: readonly string[]; attributes: Attributes};

/** One side of a join, with its names resolved. What a table, aggregation or named window holds is filtered when it is searched. */
export type SidePlan = Named &
  (
    | {kind: 'stream'; handlers: HandlersPlan; window: WindowPlan | null}
    | {kind: 'table'; table: Table; filter: Condition | null}
    | {kind: 'aggregation'; aggregation: Aggregation; filter: Condition | null}
    | {kind: 'window'; window: NamedWindow; filter: Condition | null}
  );

/** Holds rows, and never triggers a join. */
export const isStatic = (side: SidePlan): boolean => side.kind === 'table' || side.kind === 'aggregation';

export function planSide(side: JoinSide, select: Selection | undefined, planner: Planner): SidePlan {
  const {source} = side;
  const ids = [side.alias ?? sourceName(source)];
  if (source.prefix === '') {
    const aggregation = planner.aggregations.get(source.id);
    if (aggregation) {
      const {attributes} = aggregation;
      return {
        kind: 'aggregation',
        side,
        ids,
        attributes,
        aggregation,
        filter: planHeldFilter(side, ids, attributes, 'aggregation', planner),
      };
    }
    const table = planner.tables.get(source.id);
    if (table) {
      const {attributes} = table;
      return {
        kind: 'table',
        side,
        ids,
        attributes,
        table,
        filter: planHeldFilter(side, ids, attributes, 'table', planner),
      };
    }
    const window = planner.windows.get(source.id);
    if (window) {
      const {attributes} = window;
      return {
        kind: 'window',
        side,
        ids,
        attributes,
        window,
        filter: planHeldFilter(side, ids, attributes, 'window', planner),
      };
    }
  }
  const readable = planner.readable(source);
  const last = side.handlers.at(-1);
  const call = last?.kind === 'windowHandler' ? last.call : null;
  const before = side.handlers.filter((h): h is Filter | StreamFunction => h.kind !== 'windowHandler');
  const early = side.handlers.find(
    (h, i): h is WindowHandler => h.kind === 'windowHandler' && i < side.handlers.length - 1,
  );
  if (early) throw new SiddhiAppError('creation', 'in a join nothing can follow the window of a side', early.at);
  const handlers = planHandlers(before, ids, readable.attributes, planner);
  const {attributes, scope} = handlers;
  const window = call
    ? planWindow(call, {attributes, scope, planner, ...selectedOfSide(select, ids, attributes)})
    : null;
  if (call && window && !window.findable) {
    throw new SiddhiAppError(
      'creation',
      `window '${call.name}' cannot be searched, so it cannot stand in a join`,
      call.at,
    );
  }
  return {kind: 'stream', side, ids, attributes, handlers, window};
}

/** Filters after a table, aggregation or named window apply to the rows that the join finds there. */
function planHeldFilter(
  side: JoinSide,
  ids: readonly string[],
  attributes: Attributes,
  what: 'table' | 'window' | 'aggregation',
  planner: Planner,
): Condition | null {
  const conditions: Condition[] = [];
  for (const handler of side.handlers) {
    if (handler.kind !== 'filter') {
      const name = handler.call.name;
      throw new SiddhiAppError(
        'creation',
        `'${name}' cannot stand after ${what} '${side.source.id}', expected a filter`,
        handler.at,
      );
    }
    conditions.push(compileCondition(handler.condition, new RowScope(ids, attributes), planner, 'the filter'));
  }
  if (conditions.length === 0) return null;
  return (t, r) => conditions.every((condition) => condition(t, r));
}

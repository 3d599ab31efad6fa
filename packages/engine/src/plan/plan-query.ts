import {must} from '@tandem/base';
import {
  didYouMean,
  type EventType,
  type Input,
  type OutputAction,
  type Query,
  SiddhiAppError,
  type SourceRef,
} from '@tandem/siddhiql';
import type {QueryCallback} from '../api.ts';
import type {Env} from '../core/env.ts';
import type {Stage} from '../core/stage.ts';
import type {Attributes} from '../expression/scope.ts';
import {causing} from '../external/causing.ts';
import {isExternal} from '../external/external-table.ts';
import {planJoin} from '../joins/plan-join.ts';
import {planState} from '../patterns/plan-state.ts';
import {planRate} from '../rate/plan-rate.ts';
import {planSelector} from '../select/plan-selector.ts';
import {planTableOutput} from '../tables/plan-table-output.ts';
import {sourceName} from './handlers.ts';
import type {InputPlan} from './input-plan.ts';
import {planSingle} from './plan-single.ts';
import type {Planner} from './planner.ts';
import {planTap} from './query-tap.ts';

export type QueryInstance = {
  /** In the order of the plan's sources. */
  stages: readonly Stage[];
  /** Begins what waits from the start on (absent patterns). */
  start: () => void;
  onOutput: (callback: QueryCallback) => void;
};

export type QueryPlan = {
  name: string;
  sources: readonly SourceRef[];
  create(env: Env): QueryInstance;
};

/** A query from `from` to `insert into`, as a plan that can be made into instances. */
export function planQuery(query: Query, name: string, planner: Planner): QueryPlan {
  const input = planInput(query.input, query.select, planner);
  const {output} = query;
  if (output.kind === 'return')
    throw new SiddhiAppError(
      'creation',
      "'return' has no meaning in an app's query, expected 'insert into'",
      output.at,
    );
  const snapshot = query.rate?.kind === 'snapshotRate';
  if (snapshot && output.events !== undefined && output.events !== 'all') {
    throw new SiddhiAppError('creation', "a query with 'output snapshot' can only insert 'all events'", output.at);
  }
  const events: EventType = snapshot ? 'all' : (output.events ?? 'current');
  const subtracts = expires(query.input, planner);
  const grouped = (query.select?.groupBy.length ?? 0) > 0;
  const selector = planSelector(
    query.select,
    input,
    {
      events,
      subtracts,
      passGroups: grouped && needsGroups(query.rate),
      perEvent: snapshot || input.perEvent === true,
      passResets: snapshot,
      outputId: sourceName(output.target),
      manyInputs: query.input.kind !== 'single',
      at: query.at,
    },
    planner,
  );
  const rate =
    query.rate &&
    planRate(query.rate, {grouped, window: subtracts, events: output.events, aggregates: selector.aggregateItems});
  // Nobody can listen to the query of a key.
  const tapped = planner.partitioned ? null : planTap();
  const target = planOutput(output, selector.attributes, planner);
  const written = output.target.prefix === '' ? planner.tables.get(output.target.id) : undefined;
  const writesExternally = written !== undefined && isExternal(written);
  return {
    name,
    sources: input.sources,
    create: (env) => {
      const to = target(env);
      const tap = tapped?.(to);
      const end = tap ?? to;
      const next = selector.create({env, next: rate ? rate.create({env, next: end}) : end});
      const expiredWanted = events !== 'current';
      const made = input.create({env, next, expiredWanted, aggregates: selector.aggregates});
      return {
        stages: writesExternally
          ? made.map((stage, i) => causing(planner.external, sourceName(input.sources[i]!), stage))
          : made,
        start: () => made.start?.(),
        onOutput: (callback) => must(tap, 'a query outside partitions').add(callback),
      };
    },
  };
}

/** Limiters that count by group are told the group of each event. */
const needsGroups = (rate: Query['rate']): boolean =>
  rate !== undefined && (rate.kind === 'snapshotRate' || rate.type !== 'all');

function planInput(input: Input, select: Query['select'], planner: Planner): InputPlan<never> {
  switch (input.kind) {
    case 'single':
      return planSingle(input, select, planner);
    case 'join':
      return planJoin(input, select, planner);
    case 'state':
      return planState(input, planner);
    default:
      throw new SiddhiAppError(
        'creation',
        "a query in place of a stream ('from (from ...)') is not supported",
        input.at,
      );
  }
}

/** Whether expired events can reach the selector. */
function expires(input: Input, planner: Planner): boolean {
  if (input.kind === 'join') return true;
  if (input.kind !== 'single') return false;
  return input.handlers.some((h) => h.kind === 'windowHandler') || planner.readable(input.source).kind === 'window';
}

function planOutput(
  output: Exclude<OutputAction, {kind: 'return'}>,
  rows: Attributes,
  planner: Planner,
): (env: Env) => Stage {
  if (output.target.prefix === '' && planner.tables.has(output.target.id)) {
    const plan = planTableOutput(output, rows, planner);
    return (env) => plan.create(env);
  }
  if (output.kind !== 'insert') {
    const what = output.kind === 'upsert' ? 'update or insert into' : output.kind;
    throw new SiddhiAppError(
      'validation',
      `'${what}' needs a table, but '${sourceName(output.target)}' is none${didYouMean(output.target.id, [...planner.tables.keys()])}`,
      output.target.at,
    );
  }
  planner.defineTarget(output.target, rows);
  return (env) => planner.target(output.target, env);
}

import {valueText} from '@tandem/functions';
import {
  type Annotation,
  type Partition,
  type PartitionKey,
  type Query,
  SiddhiAppError,
  type SourceRef,
} from '@tandem/siddhiql';
import type {Row, Value} from '../api.ts';
import {compileCondition, compileRow} from '../expression/compile-row.ts';
import {RowScope} from '../expression/scope.ts';
import {annotationOf, duration, elementOf} from '../plan/annotations.ts';
import {sourceName} from '../plan/handlers.ts';
import {planQuery, type QueryPlan} from '../plan/plan-query.ts';
import type {Planner} from '../plan/planner.ts';

/** `of`: the one key of an event, null for none; `text`: as text, else as a whole number, whose text is the key. */
export type ValueKey = {of: (ts: number, row: Row) => unknown; text: boolean};
export type KeysOf = {
  /** One (or none, for null) with values, every matching label with ranges. */
  all(ts: number, row: Row): readonly string[];
  /** With values. */
  value?: ValueKey;
};

export type PartitionPlan = {
  name: string;
  queries: readonly QueryPlan[];
  /** Streams that are routed by key, by name. */
  keys: ReadonlyMap<string, KeysOf>;
  /** All streams and windows read inside, inner streams left out, in order of first use. */
  sources: readonly SourceRef[];
  purge: {idle: number; every: number} | null;
};

/** `partition with (...) begin ... end`: one set of plans, from which each key gets instances of its own. */
export function planPartition(
  partition: Partition,
  name: string,
  queryNames: (query: Query) => string,
  planner: Planner,
): PartitionPlan {
  const keys = new Map<string, KeysOf>();
  for (const key of partition.keys) {
    const readable = planner.readable(key.source);
    keys.set(
      sourceName(key.source),
      planKey(key, new RowScope([sourceName(key.source)], readable.attributes), planner),
    );
  }
  const purge = planPurge(partition.annotations);
  const planAll = (): QueryPlan[] => partition.queries.map((query) => planQuery(query, queryNames(query), planner));
  const queries = purge ? planner.externalReads.purging(planAll) : planAll();
  const sources = new Map<string, SourceRef>();
  for (const query of queries)
    for (const ref of query.sources) if (ref.prefix !== '#') sources.set(sourceName(ref), ref);
  return {name, queries, keys, sources: [...sources.values()], purge};
}

const NONE: readonly string[] = [];

function planKey(key: PartitionKey, scope: RowScope, planner: Planner): KeysOf {
  if (key.kind === 'valueKey') {
    const {type, evaluate} = compileRow(key.expression, scope, planner);
    const valueOf = evaluate as (ts: number, row: Row) => Value;
    const textOf = (ts: number, row: Row): string | null => {
      const value = valueOf(ts, row);
      return value === null || typeof value === 'string' ? value : valueText(value, type);
    };
    const all = (ts: number, row: Row): readonly string[] => {
      const text = textOf(ts, row);
      return text === null ? NONE : [text];
    };
    const whole = type === 'int' || type === 'long';
    return {all, value: {of: whole || type === 'string' ? valueOf : textOf, text: !whole}};
  }
  const ranges = key.ranges.map(({condition, label}) => ({
    label,
    holds: compileCondition(condition, scope, planner, 'a partition range'),
  }));
  return {all: (ts, row) => ranges.filter(({holds}) => holds(ts, row as never)).map(({label}) => label)};
}

/** `@purge(enable='true', interval='..', idle.period='..')`. */
function planPurge(annotations: readonly Annotation[]): PartitionPlan['purge'] {
  const purge = annotationOf(annotations, 'purge');
  if (!purge) return null;
  const enable = elementOf(purge, 'enable');
  if (!enable) throw new SiddhiAppError('creation', "@purge is missing the element 'enable'", purge.at);
  const on = enable.value.toLowerCase();
  if (on !== 'true' && on !== 'false')
    throw new SiddhiAppError(
      'creation',
      `'enable' of @purge must be 'true' or 'false', but is '${enable.value}'`,
      enable.at,
    );
  const idle = elementOf(purge, 'idle.period');
  if (!idle) throw new SiddhiAppError('creation', "@purge is missing the element 'idle.period'", purge.at);
  const interval = elementOf(purge, 'interval');
  const every = interval ? duration(interval) : 5 * 60_000;
  return on === 'true' ? {idle: duration(idle), every} : null;
}

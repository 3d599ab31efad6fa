import {valueText} from '@tandem/functions';
import {
  type AggregationDefinition,
  type Filter,
  SiddhiAppError,
  type StreamFunction,
  type Variable,
} from '@tandem/siddhiql';
import type {Row} from '../api.ts';
import type {Env} from '../core/env.ts';
import type {Stage} from '../core/stage.ts';
import type {Attributes, RowScope} from '../expression/scope.ts';
import type {ExternalTableInfo} from '../external/port.ts';
import {planHandlers, sourceName} from '../plan/handlers.ts';
import type {Planner} from '../plan/planner.ts';
import type {Aggregation} from './aggregation.ts';
import {checkAggregationAnnotations} from './annotations.ts';
import {Buckets} from './buckets.ts';
import {DurationTable} from './duration-table.ts';
import {MOMENT_FORM, momentOf} from './moments.ts';
import {planCells} from './plan-cells.ts';
import {Purge} from './purge.ts';
import {retentionOf} from './retention.ts';
import {RunningAggregation} from './running-aggregation.ts';
import {storeAggregation} from './store-aggregation.ts';

export type CreatedAggregation = {
  aggregation: Aggregation;
  /** `A_SECONDS` and so on, shortest duration first. */
  tables: readonly DurationTable[];
  /** With `@store`: those tables as they are kept elsewhere. */
  stored: readonly ExternalTableInfo[];
  /** The stream to read, and what its events enter. */
  source: string;
  stage: Stage;
};

const order = ['seconds', 'minutes', 'hours', 'days', 'months', 'years'] as const;

/** An aggregation from its definition, its state registered with `env`. Throws SiddhiAppError. */
export function createAggregation(definition: AggregationDefinition, planner: Planner, env: Env): CreatedAggregation {
  const {id, input, by, every} = definition;
  checkAggregationAnnotations(definition);
  const retention = retentionOf(definition);
  const readable = planner.readable(input.source);
  if (readable.kind === 'window') {
    throw new SiddhiAppError(
      'creation',
      `an aggregation reads a stream, but '${readable.id}' is a window`,
      input.source.at,
    );
  }
  const window = input.handlers.find((h) => h.kind === 'windowHandler');
  if (window)
    throw new SiddhiAppError(
      'creation',
      'an aggregation keeps buckets of time: it cannot read its stream through a window',
      window.at,
    );
  const source = sourceName(input.source);
  const handlers = planHandlers(input.handlers as (Filter | StreamFunction)[], [source], readable.attributes, planner);
  const plan = planCells(definition, handlers.scope, handlers.attributes, planner);
  const buckets = order.filter((d) => every.includes(d)).map((d) => env.state(d, new Buckets(d, plan)));
  if (retention) env.state('purge', new Purge(retention, buckets, env));
  const timeOf = by ? eventTime(by, handlers.scope, handlers.attributes) : () => env.now();
  const aggregation = new RunningAggregation(id, plan, timeOf, buckets);
  const durations = buckets.map((b) => ({buckets: b, table: new DurationTable(id, plan.columns, by !== undefined, b)}));
  return {
    aggregation,
    tables: durations.map(({table}) => table),
    stored: storeAggregation(definition, plan, durations, planner, env),
    source,
    stage: handlers.create(env, aggregation),
  };
}

/** Reads the attribute of `aggregate by`: a long (ms since 1970) or a string. */
function eventTime(by: Variable, scope: RowScope, attributes: Attributes): (row: Row) => number {
  const {type} = scope.resolve(by);
  const {attribute} = by;
  const index = attributes.findIndex((a) => a.name === attribute);
  if (type === 'long') {
    return (row) => {
      const time = row[index];
      if (typeof time !== 'number')
        throw new Error(`'${attribute}' is to be a time in ms since 1970, but found ${valueText(time, 'long')}`);
      return time;
    };
  }
  if (type === 'string') {
    return (row) => {
      const text = row[index] as string | null;
      const time = text === null ? undefined : momentOf(text);
      if (time === undefined)
        throw new Error(
          `'${attribute}' is to be a time as ${MOMENT_FORM}, but found ${text === null ? 'null' : `'${text}'`}`,
        );
      return time;
    };
  }
  throw new SiddhiAppError(
    'creation',
    `'aggregate by' needs a long (ms since 1970) or a string, but '${attribute}' is ${type}`,
    by.at,
  );
}

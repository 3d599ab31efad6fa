import {must} from '@tandem/base';
import {type AggregationDefinition, SiddhiAppError} from '@tandem/siddhiql';
import type {Row} from '../api.ts';
import type {Env} from '../core/env.ts';
import {ExternalTable} from '../external/external-table.ts';
import type {ExternalTableInfo} from '../external/port.ts';
import {readStore} from '../external/read-store.ts';
import {annotationOf} from '../plan/annotations.ts';
import type {Planner} from '../plan/planner.ts';
import {requestRows} from './bucket-requests.ts';
import {BucketWriter} from './bucket-writer.ts';
import type {Buckets} from './buckets.ts';
import type {DurationTable} from './duration-table.ts';
import type {CellsPlan} from './plan-cells.ts';

/**
 * `@store` of an aggregation: its ended buckets are written to one external table a duration, as `tables` shows them; the key is the
 * bucket's start with the group. [] without `@store`. Throws SiddhiAppError.
 */
export function storeAggregation(
  {id, annotations, at}: AggregationDefinition,
  {groupTypes}: CellsPlan,
  durations: readonly {buckets: Buckets; table: DurationTable}[],
  planner: Planner,
  env: Env,
): ExternalTableInfo[] {
  const store = annotationOf(annotations, 'store');
  if (!store) return [];
  const {external} = planner;
  if (!external.isKept)
    throw new SiddhiAppError(
      'creation',
      `@store is not supported here: nobody keeps the external tables of '${id}'`,
      store.at,
    );
  const {table: first} = must(durations[0], 'a duration');
  const set = first.attributes.find(({type}) => type === 'object');
  if (set)
    throw new SiddhiAppError(
      'creation',
      `'${set.name}' of aggregation '${id}' is no value of a column: distinctCount() and objects cannot be kept in an external table`,
      store.at,
    );
  const infos = durations.map(({table}): ExternalTableInfo => {
    const key = [0, ...groupTypes.map(({name}) => table.attributes.findIndex((a) => a.name === name))];
    return {...readStore({id: table.id, attributes: table.attributes, at}, store, key, []), aggregation: id};
  });
  const written = durations.map(({buckets, table}, i) => {
    const kept = new ExternalTable(must(infos[i], 'one each'), at);
    return {
      buckets,
      table,
      put: (rows: readonly Row[]) => requestRows('put', rows, kept, external),
      remove: (rows: readonly Row[]) => requestRows('remove', rows, kept, external),
    };
  });
  env.state('store', new BucketWriter(written, groupTypes.length, env));
  return infos;
}

import type {App, Partition, Query, SourceRef} from '@tandem/siddhiql';
import type {Chunk} from '../core/chunk.ts';
import {nameStage} from '../core/culprit.ts';
import {makeEnv} from '../core/env.ts';
import {StateRegistry} from '../core/state.ts';
import {PartitionRuntime} from '../partitions/partition.ts';
import {type PartitionPlan, planPartition} from '../partitions/plan-partition.ts';
import type {Trigger} from '../triggers/trigger.ts';
import type {AppPlanner} from './app-planner.ts';
import {type BuildHost, subscribe} from './build-host.ts';
import {inBuildOrder} from './build-order.ts';
import {define, defineAggregation, defineFunction} from './define.ts';
import {defineStream} from './define-stream.ts';
import {ElementNames} from './element-names.ts';
import {sourceName} from './handlers.ts';
import {planQuery, type QueryInstance} from './plan-query.ts';
import {partitionForm, queryForm} from './state-form.ts';

export type Built = {
  /** Queries outside partitions, by name. */
  queries: ReadonlyMap<string, QueryInstance>;
  partitions: readonly PartitionRuntime[];
  triggers: readonly Trigger[];
};

/**
 * Plans and wires an app: definitions first, kind by kind as their build order
 * demands (streams; triggers' streams, tables, windows; aggregations), then queries and
 * partitions in the order of the text.
 */
export function build(app: App, planner: AppPlanner, host: BuildHost): Built {
  const triggers: Trigger[] = [];
  for (const definition of app.definitions) if (definition.kind === 'stream') defineStream(definition, planner);
  for (const definition of app.definitions) if (definition.kind === 'function') defineFunction(definition, planner);
  for (const definition of inBuildOrder(app.definitions)) define(definition, planner, host, triggers);
  for (const definition of app.definitions)
    if (definition.kind === 'aggregation') defineAggregation(definition, planner, host);
  const names = new ElementNames();
  const queries = new Map<string, QueryInstance>();
  const partitions: PartitionRuntime[] = [];
  for (const element of app.elements) {
    if (element.kind === 'query') {
      const name = names.query(element);
      queries.set(name, buildQuery(element, name, planner, host));
    } else {
      const name = names.element(element, `partition_${partitions.length + 1}`);
      partitions.push(buildPartition(element, name, names, planner, host));
    }
  }
  return {queries, partitions, triggers};
}

function buildQuery(query: Query, name: string, planner: AppPlanner, host: BuildHost): QueryInstance {
  const plan = planQuery(query, name, planner);
  host.form(`query:${name}`, queryForm(query, planner));
  const env = makeEnv(
    host.scheduler,
    host.registry.add(`query:${name}`, new StateRegistry()),
    (turn) => host.guard(turn, name),
    name,
  );
  const instance = plan.create(env);
  plan.sources.forEach((source, i) =>
    subscribe(sourceName(source), nameStage(instance.stages[i]!, name), planner, host),
  );
  return instance;
}

function buildPartition(
  partition: Partition,
  name: string,
  names: ElementNames,
  planner: AppPlanner,
  host: BuildHost,
): PartitionRuntime {
  const plan = planner.inPartition(() => {
    const made = planPartition(partition, name, (query) => names.query(query), planner);
    const queries = made.queries.map((query) => query.name);
    host.form(`partition:${name}`, partitionForm(partition, queries, planner));
    return made;
  });
  const {scheduler, guard, depth, registry} = host;
  const fail = (error: Error, chunk: Chunk): void => host.fail(error, `partition ${name}`, chunk);
  const runtime = new PartitionRuntime(plan, {scheduler, guard, depth, fail}, registry);
  for (const source of plan.sources)
    subscribe(sourceName(source), nameStage(runtime.entry(sourceName(source)), entryName(plan, source)), planner, host);
  return runtime;
}

/** Errors of a partition that has one query for a stream are that query's; of several, the one that failed is known. */
function entryName(plan: PartitionPlan, source: SourceRef): string {
  const readers = plan.queries.filter((query) => query.sources.some((s) => sourceName(s) === sourceName(source)));
  return readers.length === 1 ? readers[0]!.name : plan.name;
}

import {
  didYouMean,
  type App,
  type Attribute,
  type Definition,
  type ExecutionElement,
  type Query,
  SiddhiAppError,
  type SourceRef,
} from '@tandem/siddhiql';
import {createAggregation} from '../aggregations/create-aggregation.ts';
import type {Form} from '../core/carry-over.ts';
import {nameStage} from '../core/culprit.ts';
import {makeEnv} from '../core/env.ts';
import type {Scheduler} from '../core/scheduler.ts';
import {StateRegistry} from '../core/state.ts';
import {type Attributes, RowScope} from '../expression/scope.ts';
import {PartitionRuntime} from '../partitions/partition.ts';
import {type PartitionPlan, planPartition} from '../partitions/plan-partition.ts';
import {compileScript} from '../scripts/script-function.ts';
import {createTable} from '../tables/create-table.ts';
import {createTrigger, type Trigger} from '../triggers/trigger.ts';
import {createNamedWindow} from '../windows/create-named-window.ts';
import {annotationOf, elementOf} from './annotations.ts';
import {type AppPlanner, sameAttributes} from './app-planner.ts';
import {inBuildOrder} from './build-order.ts';
import {sourceName} from './handlers.ts';
import {checkStreamAnnotations} from './stream-annotations.ts';
import {planQuery, type QueryInstance} from './plan-query.ts';
import {definitionForm, partitionForm, queryForm} from './state-form.ts';
import type {Depth} from '../core/depth.ts';
import type {Junction} from '../core/junction.ts';
import type {Chunk} from '../core/chunk.ts';

/** What building an app needs of the app. */
export type BuildHost = {
  scheduler: Scheduler;
  registry: StateRegistry;
  junction(name: string): Junction;
  depth: Depth;
  /** Runs a timer's turn of that query. */
  guard: (turn: () => void, query: string) => void;
  fail(error: Error, stream: string, chunk: Chunk): void;
  /** What the state of a member of the registry depends on. */
  form(name: string, form: Form): void;
};

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
  const queries = new Map<string, QueryInstance>();
  const partitions: PartitionRuntime[] = [];
  const names = new Set<string>();
  let queryCount = 0;
  const nameOf = (element: ExecutionElement, fallback: string): string => {
    const info = annotationOf(element.annotations, 'info');
    const name = (info && (elementOf(info, 'name') ?? elementOf(info, ''))?.value) ?? fallback;
    if (names.has(name))
      throw new SiddhiAppError(
        'validation',
        `the name '${name}' is already that of another query`,
        info?.at ?? element.at,
      );
    names.add(name);
    return name;
  };
  const nameQuery = (query: Query): string => nameOf(query, `query_${++queryCount}`);
  for (const element of app.elements) {
    if (element.kind === 'query') {
      const plan = planQuery(element, nameQuery(element), planner);
      host.form(`query:${plan.name}`, queryForm(element, planner));
      const env = makeEnv(
        host.scheduler,
        host.registry.add(`query:${plan.name}`, new StateRegistry()),
        (turn) => host.guard(turn, plan.name),
        plan.name,
      );
      const instance = plan.create(env);
      plan.sources.forEach((source, i) =>
        subscribe(sourceName(source), nameStage(instance.stages[i]!, plan.name), planner, host),
      );
      queries.set(plan.name, instance);
    } else {
      const name = nameOf(element, `partition_${partitions.length + 1}`);
      const plan = planner.inPartition(() => {
        const made = planPartition(element, name, nameQuery, planner);
        const queries = made.queries.map((query) => query.name);
        host.form(`partition:${name}`, partitionForm(element, queries, planner));
        return made;
      });
      const runtime = new PartitionRuntime(
        plan,
        {
          scheduler: host.scheduler,
          guard: host.guard,
          depth: host.depth,
          fail: (error, chunk) => host.fail(error, `partition ${name}`, chunk),
        },
        host.registry,
      );
      for (const source of plan.sources)
        subscribe(
          sourceName(source),
          nameStage(runtime.entry(sourceName(source)), entryName(plan, source)),
          planner,
          host,
        );
      partitions.push(runtime);
    }
  }
  return {queries, partitions, triggers};
}

function subscribe(name: string, stage: QueryInstance['stages'][number], planner: AppPlanner, host: BuildHost): void {
  const window = planner.windows.get(name);
  if (window) window.subscribe(stage);
  else host.junction(name).subscribe(stage);
}

/** Errors of a partition that has one query for a stream are that query's; of several, the one that failed is known. */
function entryName(plan: PartitionPlan, source: SourceRef): string {
  const readers = plan.queries.filter((query) => query.sources.some((s) => sourceName(s) === sourceName(source)));
  return readers.length === 1 ? readers[0]!.name : plan.name;
}

function defineStream(definition: Extract<Definition, {kind: 'stream'}>, planner: AppPlanner): void {
  const {id, annotations} = definition;
  const attributes = plain(definition.attributes);
  const known = planner.streams.get(id);
  if (known)
    return sameAttributes(known.attributes, attributes, `the stream '${id}' that is defined already`, definition.at);
  checkStreamAnnotations(annotations);
  planner.streams.set(id, {id, kind: 'stream', attributes, annotations});
  const onError = annotationOf(annotations, 'OnError');
  if (!onError) return;
  const action = elementOf(onError, 'action');
  switch ((action?.value ?? 'log').toLowerCase()) {
    case 'log':
      return;
    case 'stream': {
      if (attributes.some((a) => a.name === '_error')) {
        throw new SiddhiAppError(
          'validation',
          `'${id}' has an attribute '_error', which its fault stream needs`,
          definition.at,
        );
      }
      planner.streams.set(`!${id}`, {
        id,
        kind: 'fault',
        attributes: [...attributes, {name: '_error', type: 'object'}],
        annotations: [],
      });
      return;
    }
    case 'store':
      planner.storing.add(id);
      return;
    case 'wait':
      throw new SiddhiAppError(
        'creation',
        "'wait' is for sinks, which write on.error='wait': an event that failed in a query would fail again; expected 'log', 'stream' or 'store'",
        action!.at,
      );
    default:
      throw new SiddhiAppError(
        'creation',
        `'${action!.value}' is no action of @OnError, expected 'log', 'stream' or 'store'${didYouMean(action!.value, ['log', 'stream', 'store'])}`,
        action!.at,
      );
  }
}

function defineFunction(definition: Extract<Definition, {kind: 'function'}>, planner: AppPlanner): void {
  const {id} = definition;
  if (planner.functions.has(id))
    throw new SiddhiAppError('validation', `'${id}' is already the name of a function`, definition.at);
  planner.functions.set(id, compileScript(definition, planner));
}

function define(definition: Definition, planner: AppPlanner, host: BuildHost, triggers: Trigger[]): void {
  const {id} = definition;
  switch (definition.kind) {
    case 'stream':
    case 'function':
    case 'aggregation':
      return;
    case 'trigger': {
      const attributes: Attributes = [{name: 'triggered_time', type: 'long'}];
      const known = planner.streams.get(id);
      if (known)
        sameAttributes(known.attributes, attributes, `the stream '${id}' that is defined already`, definition.at);
      unused(id, definition, planner, ['stream']);
      planner.streams.set(id, {id, kind: 'trigger', attributes, annotations: []});
      host.form(`trigger:${id}`, definitionForm(definition, planner));
      const env = makeEnv(host.scheduler, host.registry.add(`trigger:${id}`, new StateRegistry()), (turn) =>
        host.guard(turn, ''),
      );
      triggers.push(createTrigger(definition, env, host.junction(id)));
      return;
    }
    case 'table': {
      unused(id, definition, planner);
      const table = createTable(definition, planner);
      host.registry.add(`table:${id}`, table);
      host.form(`table:${id}`, definitionForm(definition, planner));
      planner.tables.set(id, table);
      return;
    }
    case 'window': {
      unused(id, definition, planner);
      const attributes = plain(definition.attributes);
      host.form(`window:${id}`, definitionForm(definition, planner));
      const env = makeEnv(host.scheduler, host.registry.add(`window:${id}`, new StateRegistry()), (turn) =>
        host.guard(turn, ''),
      );
      planner.windows.set(
        id,
        createNamedWindow(definition, {attributes, scope: new RowScope([id], attributes), planner}, env, host.depth),
      );
      return;
    }
  }
}

function defineAggregation(
  definition: Extract<Definition, {kind: 'aggregation'}>,
  planner: AppPlanner,
  host: BuildHost,
): void {
  const {id} = definition;
  unused(id, definition, planner);
  const env = makeEnv(host.scheduler, host.registry.add(`aggregation:${id}`, new StateRegistry()), (turn) =>
    host.guard(turn, ''),
  );
  const {aggregation, tables, stored, source, stage} = createAggregation(definition, planner, env);
  planner.aggregations.set(id, aggregation);
  host.form(`aggregation:${id}`, definitionForm(definition, planner));
  for (const table of tables) {
    unused(table.id, definition, planner);
    planner.tables.set(table.id, table);
  }
  for (const info of stored) planner.stored.set(info.id, info);
  subscribe(source, stage, planner, host);
}

/** Streams, tables, windows and aggregations share one name space. */
function unused(id: string, definition: Definition, planner: AppPlanner, allowed: readonly string[] = []): void {
  const what = planner.tables.has(id)
    ? 'table'
    : planner.windows.has(id)
      ? 'window'
      : planner.streams.has(id)
        ? 'stream'
        : planner.aggregations.has(id)
          ? 'aggregation'
          : null;
  if (what !== null && !allowed.includes(what))
    throw new SiddhiAppError(
      'validation',
      `'${id}' is already the name of ${what === 'aggregation' ? 'an' : 'a'} ${what}`,
      definition.at,
    );
}

const plain = (attributes: readonly Attribute[]): Attributes => attributes.map(({name, type}) => ({name, type}));

import {type Definition, SiddhiAppError} from '@tandem/siddhiql';
import {createAggregation} from '../aggregations/create-aggregation.ts';
import {makeEnv} from '../core/env.ts';
import {StateRegistry} from '../core/state.ts';
import {type Attributes, RowScope} from '../expression/scope.ts';
import {compileScript} from '../scripts/script-function.ts';
import {createTable} from '../tables/create-table.ts';
import {createTrigger, type Trigger} from '../triggers/trigger.ts';
import {createNamedWindow} from '../windows/create-named-window.ts';
import {type AppPlanner, sameAttributes} from './app-planner.ts';
import {attributesOf} from './attributes-of.ts';
import {type BuildHost, subscribe} from './build-host.ts';
import {definitionForm} from './state-form.ts';

export function defineFunction(definition: Extract<Definition, {kind: 'function'}>, planner: AppPlanner): void {
  const {id} = definition;
  if (planner.functions.has(id))
    throw new SiddhiAppError('validation', `'${id}' is already the name of a function`, definition.at);
  planner.functions.set(id, compileScript(definition, planner));
}

/** A trigger, table or window; what else there is has been defined before, or is later. */
export function define(definition: Definition, planner: AppPlanner, host: BuildHost, triggers: Trigger[]): void {
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
      const attributes = attributesOf(definition);
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

export function defineAggregation(
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

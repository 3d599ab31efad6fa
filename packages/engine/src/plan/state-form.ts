import {type Definition, type Partition, print, type Query, type SourceRef} from '@tandem/siddhiql';
import {crc32, encode} from '@tandem/wire';
import type {Form} from '../core/carry-over.ts';
import {annotationOf} from './annotations.ts';
import type {AppPlanner} from './app-planner.ts';
import {sourceName} from './handlers.ts';

/** Of a query: its text without name and annotations, the attributes of what it reads, the functions that it calls. */
export function queryForm(query: Query, planner: AppPlanner): Form {
  return {whole: mark([textOf({...query, annotations: []}), ...surroundings(query, [query.input], planner)])};
}

/** Of a definition with state. Of a table's annotations only those count that the rows depend on. */
export function definitionForm(definition: Definition, planner: AppPlanner): Form {
  switch (definition.kind) {
    case 'table': {
      const annotations = ['primaryKey', 'store'].flatMap((name) => annotationOf(definition.annotations, name) ?? []);
      return {whole: mark([textOf({...definition, annotations})])};
    }
    case 'aggregation':
      return {
        whole: mark([
          textOf({...definition, annotations: []}),
          ...surroundings(definition, [definition.input], planner),
        ]),
      };
    case 'window':
      return {whole: mark([textOf({...definition, annotations: []})])};
    case 'stream':
    case 'trigger':
    case 'function':
      return {whole: mark([textOf(definition)])};
  }
}

/** `names`: of its queries, in their order. To be asked while the partition is planned: its inner streams are known then only. */
export function partitionForm(partition: Partition, names: readonly string[], planner: AppPlanner): Form {
  const inner = new Map(
    partition.queries.map((query, i) => [`query:${names[i] ?? ''}`, queryForm(query, planner).whole]),
  );
  const frame = mark([
    textOf({...partition, annotations: [], queries: []}),
    ...surroundings(partition.keys, partition.keys, planner),
  ]);
  return {whole: mark([frame, ...inner.values()]), frame, inner};
}

function surroundings(element: unknown, inputs: readonly unknown[], planner: AppPlanner): string[] {
  const sources = new Map<string, string>();
  for (const source of nodesOf<SourceRef>(inputs, 'source')) {
    const {id} = source;
    const store = source.prefix === '' ? (planner.tables.get(id) ?? planner.aggregations.get(id)) : undefined;
    const {attributes} = store ?? planner.readable(source);
    sources.set(sourceName(source), attributes.map(({name, type}) => `${name} ${type}`).join());
  }
  const called = new Set(nodesOf<{name: string}>(element, 'call').map(({name}) => name));
  const functions = planner.app.definitions.filter(({kind, id}) => kind === 'function' && called.has(id));
  return [...[...sources].map(([name, attributes]) => `${name}(${attributes})`), ...functions.map(textOf)];
}

/** All nodes of a kind, however deep. */
function nodesOf<T>(tree: unknown, kind: string): T[] {
  if (typeof tree !== 'object' || tree === null) return [];
  const below = Object.values(tree).flatMap((child) => nodesOf<T>(child, kind));
  return (tree as {kind?: unknown}).kind === kind ? [tree as T, ...below] : below;
}

/** The few trees that cannot be printed (a name with a back-quote) are taken as they are. */
function textOf(node: Parameters<typeof print>[0]): string {
  try {
    return print(node);
  } catch {
    return JSON.stringify(node, (key, value: unknown) => {
      if (key === 'at') return undefined;
      return typeof value === 'bigint' ? `${value}` : value;
    });
  }
}

/** Short, and the same for the same texts: a snapshot holds one for each element. */
export function mark(texts: readonly string[]): string {
  const bytes = encode([...texts]);
  return `${bytes.length.toString(36)}.${crc32(bytes).toString(36)}`;
}

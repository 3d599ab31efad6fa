import type {Deployed} from '../machine/deployed.ts';

export type Element = {
  kind: 'sources' | 'sinks' | 'queries' | 'tables' | 'windows' | 'aggregations';
  appName: string;
  isActive: boolean;
  name: string;
  type?: string;
};

/** What an app consists of, one object an element. An app that does not run shows nothing. */
export function elementsOf({name: appName, instance}: Deployed, isActive: boolean): Element[] {
  if (!instance) return [];
  const {app, connections} = instance;
  const of = (kind: Element['kind'], names: Iterable<string>): Element[] =>
    [...names].map((name) => ({kind, appName, isActive, name}));
  return [
    ...connections.sources.map((s): Element => ({kind: 'sources', appName, isActive, name: s.stream.id, type: s.kind})),
    ...connections.sinks.map((s): Element => ({kind: 'sinks', appName, isActive, name: s.stream.id, type: s.kind})),
    ...of('queries', app.queryNames),
    ...of('tables', app.tables.keys()),
    ...of('windows', app.windows.keys()),
    ...of('aggregations', app.aggregations.keys()),
  ];
}

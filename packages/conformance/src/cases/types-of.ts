import {type ExecutionElement, parse, type Query} from '@tandem/siddhiql';
import type {Observed, Run} from './run.ts';

/** Attribute types of an output, as far as the engine tells them; [] when it does not. */
export function typesOf(run: Run, {from, kind, step}: Observed): string[] {
  const key = kind === 'ondemand' ? `${from} ${step}` : from;
  let known = cache.get(run);
  if (!known) cache.set(run, (known = new Map()));
  let types = known.get(key);
  if (!types) known.set(key, (types = look(run, from, kind, step)));
  return types;
}

const cache = new WeakMap<Run, Map<string, string[]>>();

function look(run: Run, from: string, kind: Observed['kind'], step: number): string[] {
  const {app} = run;
  if (kind === 'ondemand') {
    const asked = run.case.steps[step];
    return asked && 'query' in asked ? app.queryAttributes(asked.query).map((a) => a.type) : [];
  }
  const stream = kind === 'stream' ? from : targetOf(run.case.app, from);
  return (app.streams.get(stream ?? '')?.attributes ?? []).map((a) => a.type);
}

/** The stream that a named query inserts into. */
function targetOf(app: string, query: string): string | undefined {
  const output = parse(app)
    .elements.flatMap(queriesOf)
    .find((q) => nameOf(q) === query)?.output;
  return output?.kind === 'insert' && output.target.prefix === '' ? output.target.id : undefined;
}
const queriesOf = (element: ExecutionElement): Query[] => (element.kind === 'query' ? [element] : element.queries);
const nameOf = (query: Query): string | undefined =>
  query.annotations
    .find((a) => a.name.toLowerCase() === 'info')
    ?.elements.find((e) => e.kind === 'element' && e.key === 'name')?.value;

import {type App, parse, print} from '@tandem/siddhiql';
import type {Spec} from './generate.ts';

type Node = {[key: string]: unknown};

/** Clauses that may be left out. */
const optional = new Set([
  'having',
  'limit',
  'offset',
  'rate',
  'within',
  'on',
  'unidirectional',
  'events',
  'output',
  'order',
  'for',
]);
/** Lists whose elements may be left out; those of the second kind keep one. */
const lists = new Set(['definitions', 'elements', 'handlers', 'groupBy', 'orderBy', 'annotations', 'set']);
const filled = new Set(['items', 'queries', 'keys', 'ranges', 'args']);

/** The spec with each one definition, query, clause or operand less, and with each one attribute less. */
export function smallerApps(spec: Spec): Spec[] {
  const app = parse(spec.app);
  const texts = new Set<string>();
  for (const smaller of smallerTrees(app)) {
    const text = printed(smaller);
    if (text !== undefined && text.length < spec.app.length) texts.add(text);
  }
  return [
    ...[...texts].sort((a, b) => a.length - b.length).map((text) => ({...spec, app: text, collect: known(spec, text)})),
    ...fewerAttributes(spec, app),
  ];
}

/** Listeners of queries that are gone are gone too. */
function known({collect}: Spec, text: string): string[] {
  const left = collect.filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  return left;
}

function printed(tree: Node): string | undefined {
  try {
    return print(tree as unknown as App);
  } catch {
    return undefined;
  }
}

function* smallerTrees(node: Node): Generator<Node> {
  for (const [key, value] of Object.entries(node)) {
    // Without playback, the reference engine's timers follow the wall clock.
    if (key === 'at' || (key === 'annotations' && node['kind'] === 'app')) continue;
    if (optional.has(key) && value !== undefined) {
      const {[key]: _, ...rest} = node;
      yield rest;
    }
    if (Array.isArray(value)) {
      const least = lists.has(key) ? 0 : filled.has(key) ? 1 : Number.POSITIVE_INFINITY;
      for (const [i, element] of value.entries()) {
        if (value.length > least) yield {...node, [key]: value.toSpliced(i, 1)};
        if (isNode(element))
          for (const smaller of [...smallerTrees(element), ...operands(element)])
            yield {...node, [key]: value.with(i, smaller)};
      }
    } else if (isNode(value)) {
      for (const smaller of [...smallerTrees(value), ...operands(value)]) yield {...node, [key]: smaller};
    }
  }
}

/** What may stand in the place of an expression or a state: its parts. */
function operands(node: Node): Node[] {
  switch (node['kind']) {
    case 'binary':
    case 'logical':
      return [node['left'], node['right']].filter(isNode);
    case 'next':
      return [node['first'], node['next']].filter(isNode);
    case 'every':
    case 'count':
      return [node['state']].filter(isNode);
    case 'not':
    case 'in':
      return [node['operand']].filter(isNode);
    case 'call':
      return Array.isArray(node['args']) ? node['args'].filter(isNode) : [];
    default:
      return [];
  }
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

function fewerAttributes(spec: Spec, app: App): Spec[] {
  return app.definitions.flatMap((definition, at) => {
    if (definition.kind !== 'stream' || definition.attributes.length < 2) return [];
    return definition.attributes.map((_, i): Spec => {
      const smaller = {...definition, attributes: definition.attributes.toSpliced(i, 1)};
      const steps = spec.steps.map((step) => {
        if (!('send' in step) || step.send !== definition.id) return step;
        if ('events' in step) return {...step, events: step.events.map((e) => ({...e, data: e.data.toSpliced(i, 1)}))};
        return {...step, data: step.data.toSpliced(i, 1)};
      });
      return {...spec, app: print({...app, definitions: app.definitions.with(at, smaller)}), steps};
    });
  });
}

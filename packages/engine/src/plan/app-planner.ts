import type {Kept} from '@tandem/functions';
import {didYouMean, type App, SiddhiAppError, type SourceRef, type Span} from '@tandem/siddhiql';
import type {Aggregation} from '../aggregations/aggregation.ts';
import type {Env} from '../core/env.ts';
import type {Junction} from '../core/junction.ts';
import type {Stage} from '../core/stage.ts';
import type {Attributes} from '../expression/scope.ts';
import type {ExternalDesk} from '../external/desk.ts';
import {PlannedReads} from '../external/planned-reads.ts';
import type {ScriptFunction} from '../scripts/script-function.ts';
import type {ExternalTableInfo} from '../external/port.ts';
import type {Table} from '../tables/table.ts';
import type {NamedWindow} from '../windows/named-window.ts';
import {sourceName} from './handlers.ts';
import type {Planner, Readable} from './planner.ts';

/** What planning needs of the app that will run. */
export type PlannerHost = {
  now(): number;
  random(): number;
  keep(name: string, state: Kept): void;
  log(level: string, message: string): void;
  fail(error: Error): void;
  /** The junction of a stream, made at the first call. `name` has its prefix. */
  junction(name: string): Junction;
  external: ExternalDesk;
};

/** An instance of a partition: where its inner streams are. */
export type InstanceEnv = Env & {inner?: (id: string) => Stage};

/** The names of an app, growing while its definitions and queries are planned in order. */
export class AppPlanner implements Planner {
  readonly app: App;
  readonly text: string;
  readonly appName: string;
  readonly playback: boolean;
  readonly external: ExternalDesk;
  readonly externalReads = new PlannedReads();
  readonly tables = new Map<string, Table>();
  readonly windows = new Map<string, NamedWindow>();
  readonly functions = new Map<string, ScriptFunction>();
  readonly streams = new Map<string, Readable>();
  readonly aggregations = new Map<string, Aggregation>();
  /** External tables that aggregations write. */
  readonly stored = new Map<string, ExternalTableInfo>();
  /** Streams with `@OnError(action='store')`. */
  readonly storing = new Set<string>();
  /** Inner streams of the partition being planned; null outside. */
  #inner: Map<string, Readable> | null = null;
  readonly #host: PlannerHost;

  constructor(app: App, text: string, appName: string, host: PlannerHost) {
    this.app = app;
    this.text = text;
    this.appName = appName;
    this.playback = app.annotations.some((a) => a.name.toLowerCase() === 'playback');
    this.#host = host;
    this.external = host.external;
  }
  now = (): number => this.#host.now();
  random = (): number => this.#host.random();
  keep(name: string, state: Kept): void {
    this.#host.keep(name, state);
  }
  log(level: string, message: string): void {
    this.#host.log(level, message);
  }
  fail(error: Error): void {
    this.#host.fail(error);
  }
  get partitioned(): boolean {
    return this.#inner !== null;
  }
  /** Plans a partition's body: inner streams are its own. */
  inPartition<T>(plan: () => T): T {
    this.#inner = new Map();
    try {
      return plan();
    } finally {
      this.#inner = null;
    }
  }
  readable(ref: SourceRef): Readable {
    const found = this.#lookUp(ref);
    if (found) return found;
    const name = sourceName(ref);
    const {id} = ref;
    if (ref.prefix === '' && this.tables.has(id))
      throw new SiddhiAppError('validation', `expected a stream, but '${id}' is a table`, ref.at);
    if (ref.prefix === '' && this.aggregations.has(id))
      throw new SiddhiAppError('validation', `expected a stream, but '${id}' is an aggregation`, ref.at);
    if (ref.prefix === '!' && this.streams.has(id)) {
      throw new SiddhiAppError(
        'validation',
        `there is no fault stream '${name}': '${id}' has no @OnError(action='stream')`,
        ref.at,
      );
    }
    if (ref.prefix === '#' && !this.#inner)
      throw new SiddhiAppError('validation', `inner stream '${name}' outside of a partition`, ref.at);
    const kind = ref.prefix === '#' ? 'inner stream' : 'stream';
    throw new SiddhiAppError('validation', `there is no ${kind} '${name}'${didYouMean(name, this.#names())}`, ref.at);
  }
  defineTarget(ref: SourceRef, attributes: Attributes): void {
    if (ref.prefix === '#' && !this.#inner)
      throw new SiddhiAppError('validation', `inner stream '#${ref.id}' outside of a partition`, ref.at);
    if (ref.prefix === '' && this.aggregations.has(ref.id))
      throw new SiddhiAppError('validation', `cannot insert into the aggregation '${ref.id}'`, ref.at);
    const known = this.#lookUp(ref);
    if (known) return sameAttributes(known.attributes, attributes, `'${sourceName(ref)}'`, ref.at);
    if (ref.prefix === '!') this.readable(ref);
    if (attributes.length === 0)
      throw new SiddhiAppError('creation', `'${sourceName(ref)}' would have no attributes`, ref.at);
    const streams = ref.prefix === '#' ? this.#inner! : this.streams;
    streams.set(ref.prefix === '#' ? ref.id : sourceName(ref), {
      id: ref.id,
      kind: ref.prefix === '#' ? 'inner' : 'stream',
      attributes,
      annotations: [],
    });
  }
  target(ref: SourceRef, env: Env): Stage {
    if (ref.prefix === '#') return (env as InstanceEnv).inner!(ref.id);
    return this.windows.get(ref.id)?.input ?? this.#host.junction(sourceName(ref));
  }
  #lookUp(ref: SourceRef): Readable | undefined {
    if (ref.prefix === '#') return this.#inner?.get(ref.id);
    const window = ref.prefix === '' ? this.windows.get(ref.id) : undefined;
    if (window) return {id: ref.id, kind: 'window', attributes: window.attributes, annotations: []};
    return this.streams.get(sourceName(ref));
  }
  #names(): string[] {
    return [...this.streams.keys(), ...this.windows.keys(), ...[...(this.#inner?.keys() ?? [])].map((id) => `#${id}`)];
  }
}

/** Refuses a query's output whose names, types or order differ from the target's definition. */
export function sameAttributes(defined: Attributes, found: Attributes, what: string, at: Span): void {
  const same =
    defined.length === found.length && defined.every((a, i) => a.name === found[i]!.name && a.type === found[i]!.type);
  if (same) return;
  const show = (attributes: Attributes): string => `(${attributes.map((a) => `${a.name} ${a.type}`).join(', ')})`;
  throw new SiddhiAppError(
    'validation',
    `the output ${show(found)} does not fit ${what} ${show(defined)}: names, types and order must be equal`,
    at,
  );
}

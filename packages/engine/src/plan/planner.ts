import type {Kept} from '@tandem/functions';
import type {App, Annotation, SourceRef} from '@tandem/siddhiql';
import type {Stage} from '../core/stage.ts';
import type {Env} from '../core/env.ts';
import type {Aggregation} from '../aggregations/aggregation.ts';
import type {Attributes} from '../expression/scope.ts';
import type {ExternalDesk} from '../external/desk.ts';
import type {PlannedReads} from '../external/planned-reads.ts';
import type {ScriptFunction} from '../scripts/script-function.ts';
import type {Table} from '../tables/table.ts';
import type {NamedWindow} from '../windows/named-window.ts';

/** What a query may read as a stream. */
export type Readable = {
  id: string;
  kind: 'stream' | 'trigger' | 'window' | 'inner' | 'fault';
  attributes: Attributes;
  annotations: readonly Annotation[];
};

/**
 * The names of an app while it is planned, and the parts of the running app
 * that plans refer to. Definitions come first, then queries in order; a query
 * that inserts into a new stream defines it from there on.
 */
export interface Planner {
  readonly app: App;
  /** The app's source text, for error excerpts. */
  readonly text: string;
  readonly appName: string;
  readonly playback: boolean;
  /** What is planned now has an instance for each key. */
  readonly partitioned: boolean;
  readonly tables: ReadonlyMap<string, Table>;
  readonly windows: ReadonlyMap<string, NamedWindow>;
  readonly aggregations: ReadonlyMap<string, Aggregation>;
  readonly functions: ReadonlyMap<string, ScriptFunction>;
  /** Where requests to external tables leave. */
  readonly external: ExternalDesk;
  /** Which places in the text read external tables. */
  readonly externalReads: PlannedReads;
  /** The stream, trigger, window, inner or fault stream of that name; throws 'validation' (with a near name) otherwise. */
  readable(ref: SourceRef): Readable;
  /** Adds an inferred stream, or checks that the existing target has exactly these attributes (F-1.4). */
  defineTarget(ref: SourceRef, attributes: Attributes): void;
  /** The engine's clock. */
  now(): number;
  random(): number;
  /** Makes the state of one call in the text part of the app's; not for calls of on-demand queries, which come and go. */
  keep(name: string, state: Kept): void;
  log(level: string, message: string): void;
  /** Reports a run-time error that has no stream to surface at (timers, tables); the event is dropped. */
  fail(error: Error): void;
  /** Where rows inserted into a stream, inner stream, fault stream or named window go, in this instance. */
  target(ref: SourceRef, env: Env): Stage;
}

import type {AttributeType, SourceRef} from '@tandem/siddhiql';
import type {Env} from '../core/env.ts';
import type {Stage} from '../core/stage.ts';
import type {Scope} from '../expression/scope.ts';

/** What an instance of an input is told when it is made. */
export type InputHost<F> = {
  env: Env;
  /** The selector. Gets frames: rows of a single stream, pairs of a join, matches of a pattern. */
  next: Stage<F>;
  /** The output wants expired events (`all` or `expired events`). */
  expiredWanted: boolean;
  /** The selector has aggregators. */
  aggregates: boolean;
};

/**
 * The planned `from` clause of a query: names for the select clause, and
 * instances that turn events of the sources into frames.
 */
export type InputPlan<F = unknown> = {
  /** Streams and named windows that deliver events, each once, in the order in which they appear. Tables do not. */
  sources: readonly SourceRef[];
  scope: Scope;
  /** What `select *` lists, each with the code that reads it (in `scope`'s terms). */
  star: readonly {name: string; type: AttributeType; code: string}[];
  /** Frames of one chunk are selected one by one: aggregation answers for each (patterns). */
  perEvent?: boolean;
  /** One stage per source, in the order of `sources`. A named window delivers expired events too. */
  create(host: InputHost<F>): InputInstance;
};

/** `start`: begins what waits from the app's (or partition key's) start on, such as an absent first event. */
export type InputInstance = readonly Stage[] & {start?: () => void};

import type {EventType} from '@tandem/siddhiql';
import type {Row} from '../api.ts';
import type {Chunk} from '../core/chunk.ts';
import type {Env} from '../core/env.ts';
import type {Stage} from '../core/stage.ts';

/** What the selector groups by, as one value; equal keys are `===`. */
export type GroupKey = string | number | bigint | boolean | null;

/** Stands between a selector and its output, and lets through only what `output … every …` says. */
export interface RateStage extends Stage {
  /** As `chunk`, told the group of each event: `keys[i]` is that of event i. */
  grouped(chunk: Chunk, keys: readonly GroupKey[]): void;
}

/** What a limiter must know of its query. */
export type RateInfo = {
  /** The query has `group by`. */
  grouped: boolean;
  /** Some source of the input has a window, or is a named window. */
  window: boolean;
  /** As written in the output action. */
  events: EventType | undefined;
  /** Per output column: its expression has an aggregator in it. */
  aggregates: readonly boolean[];
};

export type RateHost = {env: Env; next: Stage};

export type RatePlan = {
  /** The selector must hand its chunks to `grouped`; else it may use `one`, `pair` and `chunk`. */
  needsGroups: boolean;
  /**
   * Snapshots: the selector hands on each event of a chunk without merging
   * them, expired events and resets too, and the window is told that expired
   * events are wanted. Else resets must not come here.
   */
  everyEvent: boolean;
  /** Registers its state with `env`, under `rate`. */
  create(host: RateHost): RateStage;
};

/** What a limiter does with one event: it writes what passes now into `out`. */
export type Accept = (ts: number, kind: Chunk['kinds'][number], row: Row, key: GroupKey, out: Chunk) => void;

import type {AttributeType, Call} from '@tandem/siddhiql';
import type {Row, Value} from '../api.ts';
import type {Entrances, Stage} from '../core/stage.ts';
import type {Stateful} from '../core/state.ts';
import type {Env} from '../core/env.ts';
import type {Scope} from '../expression/scope.ts';
import type {Planner} from '../plan/planner.ts';
import type {Held} from './held.ts';
import type {KeyPlace} from './key-index.ts';

/** Holds events of one stream; passes on currents, and what leaves as expired. */
export interface Window extends Stage, Stateful {
  /** What a join, `in` or an on-demand query finds, oldest first. */
  each(visit: (ts: number, row: Row) => void): void;
  /** What it holds, with an index by the attribute at `host.key`. Absent where the window keeps none. */
  readonly byKey?: Held;
  /** Where it holds the newest `n` of `byKey` and only current events leave it: what follows may take its entrances over. */
  readonly newest?: {n: number; enterBy(entrances: Entrances): void};
}

/** What a window is told when it is made. */
export type WindowHost = {
  env: Env;
  next: Stage;
  /** The output, a join or a reader wants expired events: batch windows keep and emit them only then. */
  expiredWanted: boolean;
  /**
   * Somebody downstream needs expired events of a sliding window: expiredWanted,
   * or aggregators that subtract. A sliding window may skip emitting them otherwise.
   */
  expiredNeeded: boolean;
  /** A join or an on-demand query may call `each`. */
  findable: boolean;
  /** The attribute by which a join searches for equality, where it does: an index is worth its while. */
  key?: KeyPlace;
};

/** A checked window call, from which instances are made. */
export type WindowPlan = {
  /** Batch windows reset aggregators; sliding ones subtract. */
  batch: boolean;
  /** False for `cron`. */
  findable: boolean;
  create(host: WindowHost): Window;
};

/** A constant argument, or the position of an attribute in the row, or a general expression (see `compileRow`). */
export type WindowArgument =
  | {kind: 'constant'; type: AttributeType; value: Value; time: boolean}
  | {kind: 'attribute'; type: AttributeType; index: number; name: string}
  | {kind: 'expression'; type: AttributeType; evaluate: (ts: number, row: Row) => Value};

export type WindowInput = {
  /**
   * What the query selects, in order: the position of an attribute that is named as it is, null for anything
   * computed. Absent where there is no select clause, or `*`.
   */
  selected?: readonly (number | null)[];
  attributes: readonly {name: string; type: AttributeType}[];
  scope: Scope;
  planner: Planner;
};

/** One window type. `plan` refuses wrong arguments with a SiddhiAppError ('creation') at the argument. */
export type WindowType = {
  name: string;
  plan(args: readonly WindowArgument[], call: Call, input: WindowInput): WindowPlan;
};

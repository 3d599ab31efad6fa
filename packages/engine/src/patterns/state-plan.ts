import type {Row, Value} from '../api.ts';
import type {Condition} from '../expression/compile-row.ts';
import type {Attributes} from '../expression/scope.ts';
import type {Partial} from './partial.ts';

/** A stream's place in the pattern. Its index is that of its slot in a match. */
export type PositionPlan = {
  index: number;
  step: number;
  kind: 'single' | 'count' | 'absent';
  /** How many events it takes; `max` is Infinity when open. 1 and 1 but for counts. */
  min: number;
  max: number;
  /** Absent: ms of silence; undefined when it only forbids (`not X and Y`). */
  silence: number | undefined;
  /** Index into the sources. */
  source: number;
  /** The other side of a logical step. */
  partner: number | undefined;
  /** 1 or 2: the bit of `Partial.passed`. */
  side: 1 | 2;
  /** How its event may be called: its name, else its stream's. An absent stream's only in its own filter. */
  names: readonly string[];
  attributes: Attributes;
  filters: Condition[];
  /** `filters` over flat matches (see `flat-match.ts`), where the pattern is made of those. */
  flat?: readonly Condition[];
  /** `filters` over what a chain has in variables: `(t, u, ut, s0, s0t, s1, ...)`, rows and their times. */
  spread?: readonly ((...args: never[]) => boolean)[];
  /** Parts of the filters that look at the event alone, asked before any partial. Of single events in patterns. */
  early?: readonly Condition[];
  /** An equality that all its events satisfy: lets waiting partials be found by key. */
  key: MatchKey | undefined;
};

/** `own(row) == held(partial)` is part of the filter, and both are fixed while the partial waits. */
export type MatchKey = {
  own: (row: Row) => Value;
  held: (partial: Partial) => Value;
  /** Which attributes they are: of the event, and of the event that the match has at a position. */
  attributes: {own: number; position: number; held: number};
  isText: boolean;
  /** The filters are that equality and what is asked `early`: nothing is left to ask of those that are found. */
  decides: boolean;
};

/** What must happen next: one position, or the two sides of `and`, `or`. */
export type StepPlan = {
  positions: readonly PositionPlan[];
  logic: 'and' | 'or' | undefined;
  /** Index of the `every` group that it belongs to. */
  group: GroupPlan | undefined;
};
/** `every (...)` from step to step, both included. `empty`: none of them needs an event. */
export type GroupPlan = {from: number; to: number; empty: boolean};

export type StatePlan = {
  strict: boolean;
  /** In ms; undefined when open. */
  within: number | undefined;
  steps: readonly StepPlan[];
  positions: readonly PositionPlan[];
  /** Per source: the positions that read it, of the last step first, the left side before the right one. */
  readers: readonly (readonly PositionPlan[])[];
};

/**
 * After how many events of a counted position that ends an `every` the next round starts. Where none is needed: with the
 * event before it (0), but never by itself where the whole round needs none, nor in a sequence.
 */
export function restartCount({min}: PositionPlan, group: GroupPlan, strict: boolean): number {
  return min === 0 && (strict || group.empty) ? Infinity : min;
}

/** The `every` that ends with `step`, which is the one at `index`. */
export function endingGroup({group}: StepPlan, index: number): GroupPlan | undefined {
  return group?.to === index ? group : undefined;
}

/** The step needs no event. */
export function isOptional(step: StepPlan): boolean {
  return step.positions[0]!.kind === 'count' && step.positions[0]!.min === 0;
}

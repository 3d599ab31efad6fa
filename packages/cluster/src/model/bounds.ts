import type {Timings} from '../api.ts';
import {protocolRules, type Rules} from '../rules/rules.ts';
import type {RowFlaws} from '../rules/row-statements.ts';

/** What is searched: how many incarnations, how long the timers, how far the counters go. Times are ticks. */
export type Bounds = {
  incarnations: number;
  /** How many of them the link ever connects; the others see the database alone. */
  linked: number;
  /** p0 is active in epoch 1: alone, or with p1 as its keeper, registered just now. */
  start: 'alone' | 'registered';
  lease: number;
  promise: number;
  isolation: number;
  /**
   * Ticks by which what is counted is shorter than what is granted. The rules
   * compare so that -1 still is safe: it stands for the largest drift that the
   * margin of production covers.
   */
  margin: number;
  epochs: number;
  revs: number;
  /** Statements that were given up and may still be applied. */
  late: number;
  /** Heartbeats or acknowledgements of one active that are on their way at once. */
  mail: number;
  /** Statements of one process that are on their way at once: of one renewal or touch, one change, one journal write. */
  together: number;
  /** The keeper touches the row for an active that cannot (rule 8). */
  proxy: boolean;
  /** Switchover and release (rule 13). */
  handover: boolean;
  /** One entry is accepted, replicated, journalled, answered: S3. */
  entry: boolean;
  /** Leaves out what cannot do more harm than what stays: `reduction.ts`. */
  reduced: boolean;
};

export const leastBounds: Bounds = {
  incarnations: 2,
  linked: 4,
  start: 'alone',
  lease: 1,
  promise: 1,
  isolation: 2,
  margin: -1,
  epochs: 2,
  revs: 2,
  late: 1,
  mail: 1,
  together: 1,
  proxy: false,
  handover: false,
  entry: false,
  reduced: false,
};

/** The rules that are searched: those of production, or a set with one broken. */
export type Protocol = {rules: Rules; flaws: RowFlaws};
export const protocol: Protocol = {rules: protocolRules, flaws: {}};

/** What the rules ask of timings; the rest of `Timings` decides when things are tried, and the search tries everything always. */
export function timingsOf(b: Bounds): Timings {
  return {
    lease: b.lease,
    promise: b.promise,
    isolation: b.isolation,
    margin: b.margin,
    heartbeat: 1,
    renewEvery: 1,
    statementTimeout: 1,
    poll: 1,
  };
}

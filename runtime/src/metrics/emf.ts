import {metricsNamespace, type PairMetric, pairMetrics} from '../config/index.ts';
import {type Measures, waitingOutputs} from './measures.ts';

export type EmfOptions = {
  groupId: string;
  nodeId: string;
  measures: () => Measures;
  /** ms since 1970. */
  now: () => number;
  /** Takes one line at a time, its end included. */
  write: (line: string) => unknown;
};

/** Time between two lines, ms: several of them in each minute over which alarms look. */
const interval = 10_000;

/** What counts since the line before, as totals. */
type Totals = {
  takeovers: number;
  switchovers: number;
  eventsIn: number;
  eventsOut: number;
  refused: number;
  saved: number;
};

/**
 * The node's metrics as lines in the embedded metric format: CloudWatch Logs
 * makes metrics of them, so the node needs no right in AWS. Each value counts
 * once for the node and once for its group, so that a node that is gone for
 * good leaves no gap. What is not listed as a metric can be searched in the log.
 */
export class EmfReport {
  readonly #options: EmfOptions;
  #before: Totals = {takeovers: 0, switchovers: 0, eventsIn: 0, eventsOut: 0, refused: 0, saved: 0};
  /** Up to here entries have been reported as committed; undefined while this node is not the active one. */
  #committed: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: EmfOptions) {
    this.#options = options;
  }

  /** Writes a line now, and more from time to time until `stop`. */
  start(): void {
    this.report();
    this.#timer = setInterval(() => this.report(), interval).unref();
  }
  /** With a last line, of what was committed since the one before. Nothing where it was not started. */
  stop(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.report();
  }

  /** What was committed up to now was committed by the node before. */
  becameActive(): void {
    this.#committed = this.#options.measures().status.sequences.committed;
  }

  /** Writes one line. */
  report(): void {
    const {groupId, nodeId, measures, now, write} = this.#options;
    const measured = measures();
    const {status: s, sinks} = measured;
    const values = this.#values(measured);
    const line = {
      _aws: {
        Timestamp: now(),
        CloudWatchMetrics: [
          {
            Namespace: metricsNamespace,
            Dimensions: [['Group', 'Node'], ['Group']],
            Metrics: pairMetrics.filter((name) => values[name] !== undefined).map((Name) => ({Name})),
          },
        ],
      },
      Group: groupId,
      Node: nodeId,
      ...values,
      Role: s.role,
      LinkUp: s.peer?.linkUp === true ? 1 : 0,
      CommittedSequence: s.sequences.committed,
      SnapshotSequence: s.sequences.snapshot,
      OutputsPublished: sinks.published,
      OutputsWaiting: waitingOutputs(measured),
      ResidentBytes: process.memoryUsage.rss(),
    };
    write(`${JSON.stringify(line)}\n`);
  }

  #values({status: s, eventsIn, sinks, snapshots, snapshotAgeMs}: Measures): Partial<Record<PairMetric, number>> {
    const active = s.role === 'active';
    const before = this.#before;
    const {takeovers, switchovers} = s;
    const {eventsOut, refused} = sinks;
    this.#before = {takeovers, switchovers, eventsIn, eventsOut, refused, saved: snapshots.saved};
    const committed = active ? Math.max(s.sequences.committed - (this.#committed ?? s.sequences.committed), 0) : 0;
    this.#committed = active ? s.sequences.committed : undefined;
    const made = snapshots.saved > before.saved ? snapshots.last : undefined;
    return {
      Active: active ? 1 : 0,
      ...(active && {InSync: s.inSync ? 1 : 0}),
      Epoch: s.epoch,
      Lag: s.lag,
      QueueBytes: s.queueBytes,
      EventsIn: eventsIn - before.eventsIn,
      EventsOut: eventsOut - before.eventsOut,
      Committed: committed,
      OutputsRefused: refused - before.refused,
      Takeovers: takeovers - before.takeovers,
      Switchovers: switchovers - before.switchovers,
      ...(snapshotAgeMs !== undefined && {SnapshotAge: Math.round(snapshotAgeMs / 1000)}),
      ...(made && {SnapshotBytes: made.bytes, SnapshotMillis: Math.round(made.tookMs)}),
    };
  }
}

import type {NodeStatus} from '@tandem/cluster';
import {metricsNamespace, type PairMetric, pairMetrics} from '../config/index.ts';

export type EmfOptions = {
  groupId: string;
  nodeId: string;
  status: () => NodeStatus;
  sinks: () => {published: number; refused: number; waiting: Record<string, number>};
  /** ms since 1970. */
  now: () => number;
  /** Takes one line at a time, its end included. */
  write: (line: string) => unknown;
};

/** Time between two lines, ms: several of them in each minute over which alarms look. */
export const emfInterval = 10_000;

/**
 * The node's metrics as lines in the embedded metric format: CloudWatch Logs
 * makes metrics of them, so the node needs no right in AWS. Each value counts
 * once for the node and once for its group, so that a node that is gone for
 * good leaves no gap. What is not listed as a metric can be searched in the log.
 */
export class EmfReport {
  readonly #options: EmfOptions;
  #takeovers = 0;
  /** Up to here entries have been reported as committed; undefined while this node is not the active one. */
  #committed: number | undefined;

  constructor(options: EmfOptions) {
    this.#options = options;
  }

  /** What was committed up to now was committed by the node before. */
  becameActive(): void {
    this.#committed = this.#options.status().sequences.committed;
  }

  /** Writes one line. */
  report(): void {
    const {groupId, nodeId, status, sinks, now, write} = this.#options;
    const s = status();
    const {published, refused, waiting} = sinks();
    const at = now();
    const active = s.role === 'active';
    const values: Record<PairMetric, number> = {
      Active: active ? 1 : 0,
      InSync: s.inSync ? 1 : 0,
      Lag: s.lag,
      Takeovers: s.takeovers - this.#takeovers,
      Committed: active ? Math.max(s.sequences.committed - (this.#committed ?? s.sequences.committed), 0) : 0,
      QueueBytes: s.queueBytes,
    };
    this.#takeovers = s.takeovers;
    this.#committed = active ? s.sequences.committed : undefined;
    const line = {
      _aws: {
        Timestamp: at,
        CloudWatchMetrics: [
          {
            Namespace: metricsNamespace,
            Dimensions: [['Group', 'Node'], ['Group']],
            Metrics: pairMetrics.map((Name) => ({Name})),
          },
        ],
      },
      Group: groupId,
      Node: nodeId,
      ...values,
      Role: s.role,
      Epoch: s.epoch,
      LinkUp: s.peer?.linkUp === true ? 1 : 0,
      CommittedSequence: s.sequences.committed,
      SnapshotSequence: s.sequences.snapshot,
      ...(s.lastSnapshotAt !== null && {SnapshotAgeSeconds: Math.round((at - s.lastSnapshotAt) / 1000)}),
      OutputsPublished: published,
      OutputsRefused: refused,
      OutputsWaiting: Object.values(waiting).reduce((a, b) => a + b, 0),
      ResidentBytes: process.memoryUsage.rss(),
    };
    write(`${JSON.stringify(line)}\n`);
  }
}

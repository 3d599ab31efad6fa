/** The namespace in CloudWatch under which nodes report. */
export const metricsNamespace = 'Tandem';

/**
 * What a node reports about itself when `metrics.emf` is set, and what alarms
 * and dashboard read. Those that count do so since the line before; the others
 * are as at the moment of the line. `InSync` and `SnapshotAge` are known to the
 * active node alone, and what a snapshot took to the node that made one since
 * the line before: the lines of others do not have them.
 */
export const pairMetrics = [
  'Active',
  'InSync',
  'Epoch',
  'Lag',
  'QueueBytes',
  'EventsIn',
  'EventsOut',
  'Committed',
  'OutputsRefused',
  'Takeovers',
  'Switchovers',
  'SnapshotAge',
  'SnapshotBytes',
  'SnapshotMillis',
] as const;
export type PairMetric = (typeof pairMetrics)[number];

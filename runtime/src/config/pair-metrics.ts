/** The namespace in CloudWatch under which nodes report. */
export const metricsNamespace = 'Tandem';

/**
 * What a node reports about itself when `metrics.emf` is set, and what alarms
 * and dashboard read. `Takeovers` and `Committed` count since the line before,
 * the others are as at the moment of the line.
 */
export const pairMetrics = ['Active', 'InSync', 'Lag', 'Takeovers', 'Committed', 'QueueBytes'] as const;
export type PairMetric = (typeof pairMetrics)[number];

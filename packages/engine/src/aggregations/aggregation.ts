import type {Duration} from '@tandem/siddhiql';
import type {Row, Value} from '../api.ts';
import type {Attributes} from '../expression/scope.ts';

/**
 * `define aggregation`: results for each duration, bucket and group, complete
 * with the last event. It takes events of one stream and is only read by others.
 */
export interface Aggregation {
  readonly id: string;
  /** `AGG_TIMESTAMP`, then what is selected. */
  readonly attributes: Attributes;
  readonly durations: readonly Duration[];
  /** For each attribute of `group by` its position in `attributes` (undefined: not selected), and its type. */
  readonly group: readonly {position: number | undefined; type: Attributes[number]['type']}[];
  /**
   * Rows of the buckets that start in `from` (inclusive) to `to` (exclusive),
   * oldest bucket first; the order within a bucket is not promised.
   * `group`: only those of the group with these attributes. `duration` is one of `durations`.
   */
  rows(duration: Duration, from: number, to: number, group?: readonly Value[]): Iterable<Row>;
}

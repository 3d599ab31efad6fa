/** What one generator process sends, to one port of this machine. Times in seconds. */
export type Load = {
  port: number;
  path: string;
  /** Value of the `Authorization` header. */
  authorization: string;
  /** Kept alive. */
  connections: number;
  /** Requests of a connection that may be without an answer at once. */
  pipelined: number;
  /** Events of a request: one is sent as an object, more as an array. */
  batch: number;
  /** Requests a second of all connections together; without it each answer is followed by the next request. */
  rate?: number;
  warm: number;
  measure: number;
  /** Processes whose CPU time is read at both ends of the measurement. */
  pids: readonly number[];
};

/** What became of it. */
export type LoadResult = {
  seconds: number;
  /** Answered with 200 within the measurement. */
  requests: number;
  /** Answered with anything else, by status. */
  others: Record<string, number>;
  /** ms from when a request was due until its answer was complete. */
  latency: Percentiles;
  /** Seconds of CPU time, all threads, of each of `pids`. */
  cpu: readonly number[];
  generatorCpu: number;
  /** Seconds that the main threads of each of `pids`, and then of the generator, were ready and waited for a CPU. */
  waited: readonly number[];
  /** ms from when a request was due until it was sent, where a connection was free: the generator's own delay. Without a rate all 0. */
  lateness: Percentiles;
};

export type Percentiles = {p50: number; p99: number; max: number};

/** Of at least one sample, which it sorts. */
export function percentiles(samples: Float64Array): Percentiles {
  samples.sort();
  const at = (part: number): number => samples[Math.min(Math.floor(samples.length * part), samples.length - 1)] ?? 0;
  return {p50: at(0.5), p99: at(0.99), max: at(1)};
}

import type {Wrong} from '../check/outputs.ts';

/** What the steering process asks of the load process, one at a time. */
export type Request =
  /** `app`: what the pair runs, its tables all in memory. */
  | {do: 'open'; port: number; app: string; nodes: string[]; seed: number; clients: number; rate: number}
  | {do: 'resume'}
  /** Resolves once nothing is under way. */
  | {do: 'pause'}
  | {do: 'stats'}
  | {do: 'refuse'; refusing: boolean}
  /** Only while paused. `totals`: the table's rows as the active gives them; `tally`: those in the database, if there is such a table. */
  | {do: 'check'; totals: unknown; tally: unknown};

export type Stats = {
  /** Events answered, and requests. */
  answered: number;
  requests: number;
  /** Requests that nobody took, or that were refused, after all retries. */
  failed: number;
  failures: string[];
  /** Answered from memory: the retry of what had arrived. */
  repeatedRequests: number;
  retries: number;
  outputs: number;
  repeatedOutputs: number;
  wrong: Wrong[];
  /** Of the requests that were answered since the last `stats`, and the longest one still waiting; ms. */
  longestWaitMs: number;
  waitingMs: number;
  /** Waits of all requests, ms. */
  p50: number;
  p99: number;
};

export type Reply = {stats: Stats} | {wrong: Wrong[]; compared: number} | Record<string, never>;

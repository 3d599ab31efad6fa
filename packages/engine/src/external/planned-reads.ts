import {SiddhiAppError, type Span} from '@tandem/siddhiql';
import type {Candidate} from './port.ts';
import type {CandidateOf} from './candidates.ts';
import type {ExternalTable} from './external-table.ts';

/** What a piece of the text reads of an external table for an event. */
export type Read = {table: ExternalTable; of: (ts: number, row: unknown) => Candidate[]};
/** While an app is planned: which place in the text reads which external table, and what is refused there. */
export class PlannedReads {
  #collecting: {table: ExternalTable; of: CandidateOf}[] | null = null;
  #purges = false;
  #steady: string | null = null;

  /** Plans something that can wait for rows; what it reads of external tables is one of them at most. */
  collect<T>(plan: () => T): {planned: T; read: Read | null} {
    const before = this.#collecting;
    const reads: {table: ExternalTable; of: CandidateOf}[] = [];
    this.#collecting = reads;
    try {
      const planned = plan();
      return {planned, read: joined(reads)};
    } finally {
      this.#collecting = before;
    }
  }
  /** What is being planned reads this table. */
  reads(table: ExternalTable, of: CandidateOf, at: Span): void {
    const {id} = table;
    if (!this.#collecting)
      throw new SiddhiAppError(
        'creation',
        `the external table '${id}' cannot be read here: it can be joined, stand after 'in' in a filter of a query of one stream before its window, and be asked by on-demand queries`,
        at,
      );
    if (this.#purges)
      throw new SiddhiAppError(
        'creation',
        `the external table '${id}' cannot be read in a partition with @purge: events of a key might still wait for its rows when the key is purged`,
        at,
      );
    const [other] = this.#collecting;
    if (other && other.table !== table)
      throw new SiddhiAppError(
        'creation',
        `one place can read one external table, but here are '${other.table.id}' and '${id}': use two queries`,
        at,
      );
    this.#collecting.push({table, of});
  }
  /** Plans a partition of which keys are purged. */
  purging<T>(plan: () => T): T {
    this.#purges = true;
    try {
      return plan();
    } finally {
      this.#purges = false;
    }
  }
  /** Plans something that is evaluated more than once, or by somebody else: it must always answer the same. */
  steadily<T>(table: ExternalTable, plan: () => T): T {
    const before = this.#steady;
    this.#steady = table.id;
    try {
      return plan();
    } finally {
      this.#steady = before;
    }
  }
  /** The external table for whose condition or assignment code is made; null: none. */
  get steady(): string | null {
    return this.#steady;
  }
}

function joined(reads: readonly {table: ExternalTable; of: CandidateOf}[]): Read | null {
  const [first] = reads;
  if (!first) return null;
  return {
    table: first.table,
    of: (ts, row) => reads.map(({of}) => of(ts, row)).filter((candidate) => candidate !== null),
  };
}

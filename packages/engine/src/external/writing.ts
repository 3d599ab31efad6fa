import type {Event, Row} from '../api.ts';
import {Chunk, CURRENT} from '../core/chunk.ts';
import type {Env} from '../core/env.ts';
import type {Stage} from '../core/stage.ts';
import type {Planner} from '../plan/planner.ts';
import {rowStage, type TimedRow} from '../tables/row-stage.ts';
import type {Table} from '../tables/table.ts';
import type {Cause} from './desk.ts';
import {sameKey} from './candidates.ts';
import type {ExternalTable, Refusal} from './external-table.ts';
import type {Candidate, ExternalFailure} from './port.ts';

/**
 * What a query writes to an external table, as requests: one for each chunk. `plan` makes the stage that would write to a table in
 * memory; whoever keeps the table lets it write to the rows that it brought, and takes what has changed.
 * `inserts`: rows may be added, so that a row of the same primary key matters.
 */
export function planWrites(
  table: ExternalTable,
  inserts: boolean,
  planner: Planner,
  plan: () => () => Stage,
): (env: Env) => Stage {
  const {external, externalReads} = planner;
  const {planned, read} = externalReads.collect(() => externalReads.steadily(table, plan));
  return (env) => {
    const write = planned();
    const query = env.query ?? '';
    return rowStage((rows) => {
      if (rows.length === 0) return;
      // It is told of later, when the lists of the chunk are another's.
      const cause = external.cause && {...external.cause, chunk: external.cause.chunk.map((row) => row)};
      external.write({
        table: table.id,
        candidates: candidatesOf(rows),
        query,
        refuse: (message) => [failure({message}, rows, cause, query)],
        apply: (held) =>
          changed(table, held, () => write.chunk(asChunk(rows))).map((refusal) => failure(refusal, rows, cause, query)),
      });
    });
  };

  function candidatesOf(rows: readonly TimedRow[]): Candidate[] {
    const found = read ? rows.flatMap(({ts, row}) => read.of(ts, row)) : [];
    if (!inserts) return found;
    return [...found, ...rows.map(({row}) => sameKey(row, table)).filter((candidate) => candidate !== null)];
  }
}

/** What an expression throws is a refusal as well. */
function changed(table: ExternalTable, held: Table, run: () => void): Refusal[] {
  const thrown: Refusal[] = [];
  const refused = table.changing(held, () => {
    try {
      run();
    } catch (error) {
      thrown.push({message: error instanceof Error ? error.message : String(error)});
    }
  });
  return [...refused, ...thrown];
}

/** Of the events that the query was given: the one that became the row, where each became one; else all of them. */
function failure(
  {message, row}: Refusal,
  rows: readonly TimedRow[],
  cause: Cause | null,
  query: string,
): ExternalFailure {
  const at = row ? rows.findIndex((r) => r.row === row) : -1;
  const only = at >= 0 ? at : rows.length === 1 ? 0 : null;
  if (!cause) return {message, stream: '', query, events: only === null ? rows.map(event) : [event(rows[only]!)]};
  const {stream, chunk} = cause;
  const events = Array.from({length: chunk.length}, (_, i): Event => ({
    timestamp: chunk.ts[i]!,
    data: [...chunk.rows[i]!],
  }));
  return {message, stream, query, events: only !== null && events.length === rows.length ? [events[only]!] : events};
}

const event = ({ts, row}: {ts: number; row: Row}): Event => ({timestamp: ts, data: [...row]});

function asChunk(rows: readonly TimedRow[]): Chunk {
  const chunk = new Chunk();
  for (const {ts, row} of rows) chunk.push(ts, CURRENT, row);
  return chunk;
}

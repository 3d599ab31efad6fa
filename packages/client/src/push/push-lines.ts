import type {Pushed} from '../push-client.ts';
import {jsonLines, type Line, LineRefused} from './json-lines.ts';

export type PushTotals = {
  lines: number;
  requests: number;
  /** Requests that an earlier attempt, or an earlier run of the same name, had brought. */
  repeated: number;
  retries: number;
  longestWaitMs: number;
  /** The last line that is known to be committed. */
  lastLine: number;
};

export type PushLinesOptions = {
  /** Lines in one request. */
  batch: number;
  fromLine: number;
  /** With the number of its first line, the idempotency key of a request. */
  run: string;
  push: {push: (payload: string, key: string) => Promise<Pushed>};
  interrupted: AbortSignal;
};

/**
 * Sends the lines in order, one request at a time, so that a cluster that is
 * slow slows the reading down. Keeps `totals` up to date, `after` each
 * request; returns early when it is interrupted. Throws what `jsonLines` and
 * `push` throw, and only after all that came before is committed.
 */
export async function pushLines(
  input: AsyncIterable<Uint8Array>,
  {batch, fromLine, run, push, interrupted}: PushLinesOptions,
  totals: PushTotals,
  after: () => void,
): Promise<void> {
  let held: Line[] = [];
  const send = async (): Promise<void> => {
    const [first] = held;
    const last = held.at(-1);
    if (!first || !last) return;
    const texts = held.map(({text}) => text);
    const {repeated, attempts, waitedMs} = await push.push(
      batch === 1 ? first.text : `[${texts.join(',')}]`,
      `${run}:${first.number}`,
    );
    totals.lines += held.length;
    totals.requests++;
    totals.repeated += repeated ? 1 : 0;
    totals.retries += attempts - 1;
    totals.longestWaitMs = Math.max(totals.longestWaitMs, waitedMs);
    totals.lastLine = last.number;
    held = [];
    after();
  };
  try {
    for await (const line of jsonLines(input)) {
      if (interrupted.aborted) return;
      if (line.number < fromLine) continue;
      held.push(line);
      if (held.length === batch) await send();
    }
  } catch (error) {
    // Lines before a bad one are good, and the message says from where to go on.
    if (error instanceof LineRefused) await send();
    throw error;
  }
  await send();
}

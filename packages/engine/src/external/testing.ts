import type {Event, Row, SiddhiApp, Value} from '../api.ts';
import {createApp} from '../create-app.ts';
import {applyWrites} from './apply-writes.ts';
import type {Bound, Candidate, ExternalRequest, OnDemandFound} from './port.ts';

/** A database that answers when it is told to, one request after the other. */
export class FakeStore {
  readonly tables = new Map<string, Row[]>();
  readonly waiting: ExternalRequest[] = [];
  readonly found: OnDemandFound[] = [];

  /** The rows of a table, as texts in order. */
  rows(table: string): string[] {
    return (this.tables.get(table) ?? []).map((row) => row.map(String).join(',')).toSorted();
  }
  /** Does the oldest request and brings what there is to bring. False when none waits. */
  serve(app: SiddhiApp): boolean {
    const request = this.waiting.shift();
    if (!request) return false;
    const {table, number} = request;
    const info = app.externalTables.get(table)!;
    const held = this.tables.get(table) ?? [];
    const found = held.filter((row) => request.candidates.some((candidate) => fits(row, candidate)));
    if (request.kind === 'read') {
      this.found.push(...app.answer({kind: 'rows', table, upTo: number, rows: found}));
      return true;
    }
    const {changes, refused} = applyWrites(info, found, [request]);
    const left = [...held];
    for (const row of changes.removed) left.splice(left.indexOf(row), 1);
    for (const {from, to} of changes.replaced) left[left.indexOf(from)] = to;
    this.tables.set(table, [...left, ...changes.inserted]);
    for (const {failures} of refused) app.answer({kind: 'refused', table, number, failures});
    return true;
  }
  settle(app: SiddhiApp): void {
    while (this.serve(app));
  }
}

/** A started app beside a store; `seen`: what the streams got, and errors. */
export function beside(
  text: string,
  streams: readonly string[],
  store = new FakeStore(),
): {app: SiddhiApp; store: FakeStore; seen: string[]} {
  const seen: string[] = [];
  const app = createApp(text, {
    external: (request) => store.waiting.push(request),
    onError: ({stream, query, error, events}) =>
      seen.push(`!${stream}/${query}: ${error.message} [${events.map(shown).join(' | ')}]`),
  });
  for (const id of streams) app.onStream(id, (events) => seen.push(`${id}: ${events.map(shown).join(' | ')}`));
  app.start();
  return {app, store, seen};
}

const shown = ({data}: Event): string =>
  data.map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))).join(',');

const fits = (row: Row, candidate: Candidate): boolean => candidate.every((bound) => holds(row, bound));

function holds(row: Row, {position, operator, value}: Bound): boolean {
  const own: Value = row[position] ?? null;
  if (own === null || value === null) return false;
  switch (operator) {
    case '==':
      // A number and a bigint of one value are one number to a database.
      return own == value; // oxlint-disable-line eqeqeq
    case '<':
      return own < value;
    case '<=':
      return own <= value;
    case '>':
      return own > value;
    case '>=':
      return own >= value;
  }
}

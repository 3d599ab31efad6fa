import {applyWrites, createApp, type Event, type ExternalRequest, type SiddhiApp} from '@tandem/engine';
import type {Database} from './database.ts';
import {KeptTable} from './kept-table.ts';

export type Driven = {
  app: SiddhiApp;
  /** What reached streams with names of Out…, and errors, since the last time. */
  take: () => string[];
  /** Sends a chunk, and waits until nothing of the app waits any more. */
  send: (stream: string, rows: readonly (readonly unknown[])[]) => Promise<void>;
  find: (query: string) => Promise<string[]>;
};

const shown = ({data}: Event): string => data.map(String).join(',');

let made = 0;

/** An app beside a database that does each of its requests at once; without one its tables are in memory. */
export function driven(text: string, database?: Database): Driven {
  const channel = `channel ${++made}`;
  const seen: string[] = [];
  const requests: ExternalRequest[] = [];
  const found: string[][] = [];
  const app = createApp(text, {
    external: (request) => requests.push(request),
    onError: ({error}) => seen.push(`error: ${error.message.split(':')[0]}`),
    log: (_, message) => seen.push(`error: ${message.split(':')[0]}`),
  });
  for (const id of app.streams.keys())
    if (id.startsWith('Out')) app.onStream(id, (events) => seen.push(...events.map(shown).toSorted()));
  app.start();
  const tables = new Map<string, KeptTable>();
  if (database)
    for (const info of app.externalTables.values())
      tables.set(info.id, new KeptTable(database, info, info.id, applyWrites));
  const settle = async (): Promise<void> => {
    for (let request = requests.shift(); request; request = requests.shift()) {
      const {table, number} = request;
      const kept = tables.get(table)!;
      if (request.kind === 'read') {
        const rows = await kept.read(request.candidates);
        for (const {events} of app.answer({kind: 'rows', table, upTo: number, rows})) found.push(events.map(shown));
        continue;
      }
      const place = {sequence: number, ordinal: 1, write: request};
      const isTold = (n: number): boolean => app.isDecided(table, n);
      for (const {failures} of await kept.write(channel, [place], isTold))
        app.answer({kind: 'refused', table, number, failures});
      await kept.write(channel, [place], isTold);
    }
  };
  return {
    app,
    take: () => seen.splice(0),
    send: async (stream, rows) => {
      app.sendBatch(
        stream,
        rows.map((data) => ({data})),
      );
      await settle();
    },
    find: async (query) => {
      const rows = app.ask(query);
      if (typeof rows !== 'number') return rows.map(shown).toSorted();
      await settle();
      return (found.shift() ?? []).toSorted();
    },
  };
}

import {connectionsOf, payloadsOf} from '@tandem/connectors';
import {createApp, type Event} from '@tandem/engine';
import {must} from '@tandem/base';

/** One push as the cluster took it. */
export type Taken = {sequence: number; timestamp: number; body: string};

export type Reference = {sinks: Map<string, string[]>; table: unknown[][]};

/**
 * What an embedded engine that never fails makes of the same pushes, in the
 * cluster's order and at its times: no journal, no snapshot, no second node.
 */
export function reference(text: string, taken: readonly Taken[], until: number, tableQuery: string): Reference {
  const app = createApp(text);
  const {sources, sinks} = connectionsOf(app, text);
  const source = must(sources[0], 'the app has a source');
  const published = new Map<string, string[]>();
  for (const stream of new Set(sinks.map((sink) => sink.stream.id))) {
    app.onStream(stream, (events: Event[]) => {
      for (const sink of sinks) {
        if (sink.stream.id !== stream) continue;
        const list = published.get(sink.key) ?? [];
        published.set(sink.key, list);
        for (const payload of payloadsOf(sink, events)) list.push(sink.mapper.map(payload.events) as string);
      }
    });
  }
  const first = taken.reduce((least, t) => Math.min(least, t.timestamp), until);
  app.advanceTo(first);
  app.start();
  for (const {timestamp, body} of [...taken].sort((a, b) => a.sequence - b.sequence)) {
    app.advanceTo(timestamp);
    const rows = source.mapper.map(body, () => undefined).map((event) => event.data);
    const [only] = rows;
    if (rows.length === 1 && only) app.send(source.stream.id, only);
    else
      app.sendBatch(
        source.stream.id,
        rows.map((data) => ({data})),
      );
  }
  app.advanceTo(until);
  const table = app.query(tableQuery).map((event) => event.data);
  app.stop();
  return {sinks: published, table};
}

import {must} from '@tandem/base';
import {connectionsOf, payloadsOf} from '@tandem/connectors';
import {createApp, type Event, type SiddhiApp} from '@tandem/engine';
import {tallyQuery, totalsQuery} from '../load/app.ts';
import {bodyHash} from './hash.ts';

/** One push as the cluster took it: the position and the time that it answered. */
export type Taken = {sequence: number; timestamp: number; body: string};

/**
 * An engine without journal, snapshot or second node, which never fails. It is
 * fed what the cluster answered, in the cluster's order and at its times.
 */
export class Reference {
  readonly #app: SiddhiApp;
  readonly #source: ReturnType<typeof connectionsOf>['sources'][number];
  #published = new Map<string, number[]>();
  #started = false;

  constructor(text: string) {
    const app = createApp(text);
    const {sources, sinks} = connectionsOf(app, text);
    this.#app = app;
    this.#source = must(sources[0], 'the app has a source');
    for (const stream of new Set(sinks.map((sink) => sink.stream.id))) {
      app.onStream(stream, (events: Event[]) => {
        for (const sink of sinks) {
          if (sink.stream.id !== stream) continue;
          const list = this.#published.get(sink.key) ?? [];
          this.#published.set(sink.key, list);
          for (const payload of payloadsOf(sink, events))
            list.push(bodyHash(sink.mapper.map(payload.events) as string));
        }
      });
    }
  }
  /** Applies more, in any order: all of it comes after what was applied before. */
  apply(taken: readonly Taken[]): void {
    for (const {timestamp, body} of [...taken].sort((a, b) => a.sequence - b.sequence)) {
      this.#app.advanceTo(timestamp);
      if (!this.#started) this.#app.start();
      this.#started = true;
      const rows = this.#source.mapper.map(body, () => undefined).map((event) => event.data);
      const [only] = rows;
      if (rows.length === 1 && only) this.#app.send(this.#source.stream.id, only);
      else
        this.#app.sendBatch(
          this.#source.stream.id,
          rows.map((data) => ({data})),
        );
    }
  }
  /** Hashes of what its sinks got since the last call, by sink. */
  outputs(): Map<string, number[]> {
    const published = this.#published;
    this.#published = new Map();
    return published;
  }
  totals(): unknown[][] {
    return this.#app.query(totalsQuery).map((event) => event.data);
  }
  /** Rows of the table that the pair has in a database. */
  tally(): unknown[][] {
    return this.#app.query(tallyQuery).map((event) => event.data);
  }
}

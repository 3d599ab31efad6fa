import {connectionsOf, payloadsOf} from '@tandem/connectors';
import type {Event, SiddhiApp} from '@tandem/engine';

/**
 * In-memory topics of a case: what an app's `inMemory` sinks publish, and where
 * its `inMemory` sources take it. Payloads are events (pass-through mapping).
 */
export class Topics {
  readonly #app: SiddhiApp;
  readonly #subscribers: ReadonlyMap<string, readonly string[]>;

  /**
   * Subscribes the sinks, before any callback of the case's. Throws
   * SiddhiAppError ('creation') for sources and sinks that cannot be.
   */
  constructor(app: SiddhiApp, text: string, published: (topic: string, events: readonly Event[]) => void) {
    this.#app = app;
    const {sources, sinks} = connectionsOf(app, text);
    const memory = sources.filter((s) => s.kind === 'inMemory');
    this.#subscribers = new Map(
      memory.map(({topic}) => [topic, memory.filter((s) => s.topic === topic).map((s) => s.stream.id)]),
    );
    for (const sink of sinks.filter(({kind}) => kind === 'inMemory')) {
      app.onStream(sink.stream.id, (events) => {
        for (const payload of payloadsOf(sink, events)) {
          const topic = payload.options['topic'] ?? '';
          published(topic, payload.events);
          for (const stream of this.subscribers(topic)) app.sendBatch(stream, payload.events);
        }
      });
    }
  }
  /** The streams that take what is published to a topic. */
  subscribers(topic: string): readonly string[] {
    return this.#subscribers.get(topic) ?? [];
  }
  publish(topic: string, row: (stream: string) => unknown[]): void {
    for (const stream of this.subscribers(topic)) this.#app.send(stream, row(stream));
  }
}

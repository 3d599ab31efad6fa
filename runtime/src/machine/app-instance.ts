import {type Connections, connectionsOf, storesOf, type StoreSpec} from '@tandem/connectors';
import {
  createApp,
  type Event,
  type ExternalRequest,
  type RuntimeFailure,
  type SiddhiApp,
  type StreamInput,
} from '@tandem/engine';
import {EntryRandom} from './entry-random.ts';

/** What an instance tells the machine while the engine runs. */
export type Hooks = {
  /** A chunk has reached a stream that has sinks. */
  sunk(instance: AppInstance, stream: string, events: Event[]): void;
  failed(instance: AppInstance, failure: RuntimeFailure): void;
  logged(instance: AppInstance, level: string, message: string): void;
  /** Something is wanted of an external table. */
  asked(instance: AppInstance, request: ExternalRequest): void;
};

/** One deployed app: its text, the running engine, what its annotations connect. */
export class AppInstance {
  readonly text: string;
  readonly app: SiddhiApp;
  readonly connections: Connections;
  /** Where external tables are, by table. */
  readonly stores: ReadonlyMap<string, StoreSpec>;
  readonly random: EntryRandom;
  readonly #inputs = new Map<string, StreamInput>();

  /** Compiles; throws `SiddhiAppError`. Does not start. `variables`: values of `${name}` in the text. */
  constructor(text: string, hooks: Hooks, variables: Record<string, string>) {
    this.text = text;
    let random: EntryRandom | undefined;
    this.app = createApp(text, {
      variables,
      random: () => (random ??= new EntryRandom(text)).next(),
      onError: (failure) => hooks.failed(this, failure),
      log: (level, message) => hooks.logged(this, level, message),
      external: (request) => hooks.asked(this, request),
    });
    this.random = random = new EntryRandom(this.app.name);
    this.connections = connectionsOf(this.app, text);
    this.stores = storesOf(this.app, text);
    for (const stream of new Set(this.connections.sinks.map((sink) => sink.stream.id))) {
      this.app.onStream(stream, (events) => hooks.sunk(this, stream, events));
    }
  }
  /** The entrance of a stream. Throws as `SiddhiApp.send` when there is no such stream. */
  input(stream: string): StreamInput {
    let input = this.#inputs.get(stream);
    if (!input) this.#inputs.set(stream, (input = this.app.input(stream)));
    return input;
  }
  get name(): string {
    return this.app.name;
  }
}

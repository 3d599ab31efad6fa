import {exactJson, payloadsOf, type SourceSpec} from '@tandem/connectors';
import type {Event, ExternalRequest, RuntimeFailure} from '@tandem/engine';
import type {Plain} from '@tandem/wire';
import type {AppInstance, Hooks} from './app-instance.ts';
import type {Deployed} from './deployed.ts';
import type {ErrorStore} from './error-store.ts';
import type {Topics} from './topics.ts';
import type {Turn} from './turn.ts';

/** The apps that run beside the one that speaks. */
type Others = {get(name: string): Deployed | undefined; sources(): SourceSpec[]};

/** Makes outputs of what apps say while they run: to sinks, to topics, to the log, to the error store, to external tables. */
export class AppOutputs implements Hooks {
  readonly #turn: Turn;
  readonly #topics: Topics;
  readonly #errors: ErrorStore;
  readonly #apps: Others;

  constructor(turn: Turn, topics: Topics, errors: ErrorStore, apps: Others) {
    this.#turn = turn;
    this.#topics = topics;
    this.#errors = errors;
    this.#apps = apps;
  }
  sunk(instance: AppInstance, stream: string, events: Event[]): void {
    if (!this.#turn.counts) return;
    for (const sink of instance.connections.sinks) {
      if (sink.stream.id !== stream) continue;
      for (const {options, events: some} of payloadsOf(sink, events)) {
        if (sink.kind === 'inMemory')
          this.#topics.publish(options['topic'] ?? '', sink.mapper.map(some), this.#subscribers());
        else this.#turn.say(sink.key, {kind: 'payload', sink, options, events: some});
      }
    }
  }
  /** A run-time error: into the log with app, stream, query and events, and where `@OnError` says so into the error store. */
  failed({name: app}: AppInstance, {stream, query, action, error, events}: RuntimeFailure): void {
    if (!this.#turn.counts) return;
    const where = [app, stream && `stream ${stream}`, query && `query ${query}`].filter((part) => part !== '');
    const shown = events.slice(0, 3).map(({data}) => cut(exactJson(data)));
    const more = events.length > shown.length ? ` and ${events.length - shown.length} more` : '';
    const of = events.length === 0 ? '' : ` ${shown.join(', ')}${more}`;
    const fate =
      action === 'stream'
        ? 'to the fault stream'
        : action === 'store'
          ? this.store(app, stream, query, error, events)
          : 'dropped';
    this.#turn.note(
      app,
      'error',
      `${where.join(', ')}: ${events.length} event(s) ${fate}: ${error.message}:${of}`.replace(/:$/, ''),
    );
  }
  logged({name}: AppInstance, level: string, message: string): void {
    this.#turn.note(name, level, message);
  }
  asked({name, stores}: AppInstance, request: ExternalRequest): void {
    const spec = stores.get(request.table);
    const deployed = this.#apps.get(name);
    if (!spec || !deployed)
      throw new Error(`invariant broken: a request to ${name}/${request.table}, which is not there`);
    this.#turn.say(`${name}/${request.table}`, {
      kind: 'external',
      app: name,
      spec,
      generation: String(deployed.since),
      request,
    });
  }
  /** Keeps events in the error store; answers what became of them, in words. */
  store(app: string, stream: string, query: string, error: Error, events: readonly Event[], sink = ''): string {
    const kept = events.map(({timestamp, data}) => ({timestamp, data: data as Plain[]}));
    const at = this.#turn.now;
    const {id, left} = this.#errors.keep({at, app, stream, query, sink, cause: error.message, events: kept});
    return `kept as error ${id}${left === 0 ? '' : ` (the error store is full: ${left} older one(s) left it)`}`;
  }
  #subscribers(): SourceSpec[] {
    return this.#apps.sources().filter((source) => source.kind === 'inMemory');
  }
}

const cut = (text: string): string => (text.length > 200 ? `${text.slice(0, 199)}…` : text);

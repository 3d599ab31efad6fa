import {payloadsOf, type SourceSpec} from '@tandem/connectors';
import type {Event, ExternalAnswer, OnDemandFound} from '@tandem/engine';
import type {Plain} from '@tandem/wire';
import type {AppOutputs} from './app-outputs.ts';
import type {Deployed} from './deployed.ts';
import type {Deployments} from './deployments.ts';
import type {ErrorStore, KeptError} from './error-store.ts';
import type {Input, Undelivered} from './input.ts';
import type {RememberedKeys} from './remembered-keys.ts';
import type {Reply} from './reply.ts';
import type {Topics} from './topics.ts';
import type {Turn} from './turn.ts';

export type ArrivalsOptions = {
  turn: Turn;
  apps: Deployments;
  topics: Topics;
  keys: RememberedKeys;
  errors: ErrorStore;
  outputs: AppOutputs;
};

/** What comes to the apps: events of sources and requests, of topics, of the error store, of sinks that failed; answers of tables. */
export class Arrivals {
  readonly #turn: Turn;
  readonly #apps: Deployments;
  readonly #topics: Topics;
  readonly #keys: RememberedKeys;
  readonly #errors: ErrorStore;
  readonly #outputs: AppOutputs;

  constructor({turn, apps, topics, keys, errors, outputs}: ArrivalsOptions) {
    this.#turn = turn;
    this.#apps = apps;
    this.#topics = topics;
    this.#keys = keys;
    this.#errors = errors;
    this.#outputs = outputs;
  }

  events(input: Extract<Input, {kind: 'events'}>): Reply {
    const key = input.key === '' ? undefined : `${input.app}/${input.stream}/${input.key}`;
    const before = key === undefined ? undefined : this.#keys.get(key);
    if (before)
      return {ok: true, sequence: before.sequence, timestamp: before.at, events: before.events, repeated: true};
    const {sequence, now} = this.#turn;
    const reply = this.#apps.with(input.app, (deployed) => {
      let events = 0;
      for (const {rows, times} of input.chunks) {
        const problem = this.#send(deployed, input.stream, rows as Event['data'][], times, true);
        if (problem !== undefined) return this.#turn.refuse(deployed.instance ? 'invalid' : 'stopped', problem);
        events += rows.length;
      }
      return {ok: true, sequence, timestamp: now, events};
    });
    if (key !== undefined && 'events' in reply) {
      this.#keys.remember(key, {sequence: reply.sequence, at: reply.timestamp, events: reply.events});
    }
    return reply;
  }

  /** What a sink could not deliver: an error of its stream, or kept. Once for each output, though a takeover may tell it twice. */
  undelivered({app, sink, id, to, cause, events: rows}: Undelivered): Reply {
    const key = `undelivered/${id}`;
    if (this.#keys.get(key)) return this.#turn.done(app);
    this.#keys.remember(key, {sequence: this.#turn.sequence, at: this.#turn.now, events: rows.length});
    return this.#apps.with(app, (deployed) => {
      const stream = streamOf(sink);
      const events = rows.map(([timestamp, data]) => ({timestamp, data: data as Event['data']}));
      const error = Object.assign(new Error(cause), {name: 'SinkError'});
      const say = (fate: string): void =>
        this.#turn.note(app, 'error', `${app}, sink of ${stream}: ${rows.length} event(s) ${fate}`);
      if (to === 'store') {
        say(`${this.#outputs.store(app, stream, '', error, events, sink)}: ${cause}`);
      } else {
        const problem = deployed.instance
          ? this.#apps.guard(deployed, (siddhi) => siddhi.fault(stream, events, error))
          : `the app ${app} does not run`;
        if (problem !== undefined) say(`dropped: ${cause}: ${problem}`);
        this.#topics.drain();
      }
      return this.#turn.done(app);
    });
  }

  /** An event that fails again is kept again, under a new id; one that cannot be sent stays as it is. */
  replayErrors(ids: readonly number[]): Reply {
    for (const id of ids) {
      const error = this.#errors.get(id);
      if (!error) return this.#turn.refuse('notFound', `there is no error ${id}`);
      const problem = this.#apps.with(error.app, (deployed) => {
        const {stream, events, sink: key} = error;
        if (key !== '') return this.#publishAgain(deployed, key, events);
        const rows = events.map(({data}) => data as Event['data']);
        const times = events.map(({timestamp}) => timestamp);
        const problem = this.#send(deployed, stream, rows, times);
        return problem === undefined
          ? this.#turn.done(error.app)
          : this.#turn.refuse(deployed.instance ? 'invalid' : 'stopped', problem);
      });
      if (!problem.ok) return problem;
      this.#errors.discard(id);
    }
    return this.#turn.done('');
  }
  #publishAgain(deployed: Deployed, key: string, events: KeptError['events']): Reply {
    const sink = deployed.instance?.connections.sinks.find((s) => s.key === key);
    if (!sink)
      return this.#turn.refuse(
        deployed.instance ? 'invalid' : 'stopped',
        `the app ${deployed.name} runs no sink ${key}`,
      );
    for (const {options, events: some} of payloadsOf(sink, events as Event[]))
      this.#turn.say(sink.key, {kind: 'payload', sink, options, events: some});
    return this.#turn.done(deployed.name);
  }

  /** What a topic brings to one in-memory source. */
  deliver(source: SourceSpec, events: {data: Event['data']; timestamp?: number}[]): void {
    const deployed = this.#apps.get(source.app);
    if (!deployed || events.length === 0) return;
    const chunks = source.mapper.grouped ? [events] : events.map((event) => [event]);
    for (const chunk of chunks) {
      const times = chunk.every((e) => e.timestamp !== undefined) ? chunk.map((e) => e.timestamp ?? 0) : undefined;
      const rows = chunk.map((e) => e.data);
      const problem = this.#send(deployed, source.stream.id, rows, times);
      if (problem !== undefined)
        this.#turn.note(source.app, 'error', `${source.app}, source of ${source.stream.id}: ${problem}`);
    }
  }

  /** Rows of an external table. To an app that does not run nothing is answered: it asks again when it does. */
  answer(deployed: Deployed, answer: ExternalAnswer): Reply {
    if (!deployed.instance) return this.#turn.refuse('stopped', `the app ${deployed.name} does not run`);
    let found: readonly OnDemandFound[] = [];
    this.#apps.guard(deployed, (app) => {
      found = app.answer(answer);
    });
    this.#topics.drain();
    return {
      ok: true,
      sequence: this.#turn.sequence,
      found: found.map(({number, events, message}) => ({
        number,
        rows: events.map(({data}) => data as Plain[]),
        ...(message !== undefined && {message}),
      })),
    };
  }

  /** One chunk into one stream; answers what was wrong, in words. `handedOver`: nobody else has the rows. */
  #send(
    deployed: Deployed,
    stream: string,
    rows: readonly Event['data'][],
    times: readonly number[] | undefined,
    handedOver = false,
  ): string | undefined {
    if (!deployed.instance)
      return `the app ${deployed.name} does not run${deployed.stoppedBy === undefined ? '' : `: ${deployed.stoppedBy}`}`;
    const {instance} = deployed;
    const problem = this.#apps.guard(deployed, (app) => {
      const [only] = rows;
      if (rows.length === 1 && only && !times) {
        if (handedOver) instance.input(stream).send(only);
        else app.send(stream, only);
        return;
      }
      const events = rows.map((data, i) => (times ? {data, timestamp: times[i] ?? this.#turn.now} : {data}));
      if (handedOver) instance.input(stream).sendBatch(events);
      else app.sendBatch(stream, events);
    });
    this.#topics.drain();
    return problem;
  }
}

/** The key of a sink is `<app>/<stream>`, `<app>/<stream>.2`, or that of a destination `<app>/<stream>.2:1`. */
const streamOf = (sink: string): string => sink.slice(sink.lastIndexOf('/') + 1).replace(/\.\d+(:\d+)?$/, '');

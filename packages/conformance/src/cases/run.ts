import {assert} from '@tandem/base';
import {type AppOptions, createApp, type Event, InputError, type SiddhiApp, SiddhiAppError} from '@tandem/engine';
import type {Case, OutputKind, Phase, Step} from './case.ts';
import {sentValue} from './sent-value.ts';
import {Topics} from './topics.ts';

/** `ts`: ms; `batch`: 0, 1, ... within its step, one for each callback. */
export type Observed = {
  from: string;
  kind: Exclude<OutputKind, 'ondemand-null' | 'ondemand-empty'>;
  step: number;
  batch: number;
  ts: number;
  data: unknown[];
};

/** `crash`: no error that a user could have made, but one of the engine's own. `step` is -1 at `create` and while starting. */
export type Failure = {phase: Phase; step: number; crash: boolean; error: Error};

/**
 * A case under way in one app after another: each restart makes a new one.
 *
 * Always: outputs and failures are in the order in which they came, over all
 * apps. No clock but the engine's own, which stands still outside playback.
 */
export class Run {
  readonly outputs: Observed[] = [];
  readonly failures: Failure[] = [];
  readonly case: Case;
  readonly #engine: typeof createApp;
  #app: SiddhiApp;
  #topics!: Topics;
  #persisted: Uint8Array | undefined;
  #step = -1;
  #batch = 0;

  /** Throws what `createApp` throws. */
  constructor(of: Case, engine: typeof createApp = createApp) {
    this.case = of;
    this.#engine = engine;
    this.#app = this.#create();
    this.#attempt(() => this.#app.start());
  }

  /** The app of the moment. */
  get app(): SiddhiApp {
    return this.#app;
  }
  /** Takes the step at `index`. What it throws is among the failures. */
  take(index: number): void {
    const step = this.case.steps[index];
    assert(step, `case ${this.case.id} has no step ${index}`);
    this.#step = index;
    this.#batch = 0;
    this.#attempt(() => this.#do(step));
  }
  takeAll(): this {
    for (let i = 0; i < this.case.steps.length; i++) this.take(i);
    return this;
  }
  /** Goes on in a fresh app with the state of this one; answers what the fresh app could not take over. */
  moveToFreshApp(): string[] {
    const state = this.#app.snapshot();
    this.#app.stop();
    this.#app = this.#create();
    const dropped = this.#app.restore(state);
    this.#app.start();
    return dropped;
  }

  #create(): SiddhiApp {
    const options: AppOptions = {onError: ({error}) => this.#fail('runtime', error)};
    const app = this.#engine(this.case.app, options);
    const names = new Set(this.case.collect);
    this.#topics = new Topics(app, this.case.app, (topic, events) => {
      if (names.has(`topic:${topic}`)) this.#collect(`topic:${topic}`, ['topic', events]);
    });
    for (const name of names) {
      if (name.startsWith('topic:')) continue;
      if (app.queryNames.includes(name))
        app.onQuery(name, (_, current, expired) => this.#collect(name, ['current', current], ['expired', expired]));
      else app.onStream(name, (events) => this.#collect(name, ['stream', events]));
    }
    return app;
  }
  #do(step: Step): void {
    if ('query' in step) return this.#collect('@query', ['ondemand', this.#app.query(step.query)]);
    if ('persist' in step) this.#persisted = this.#app.snapshot();
    else if ('restart' in step) this.#restart();
    else if ('restore' in step) this.#restore();
    else if ('publish' in step)
      this.#topics.publish(step.publish, (stream) => step.data.map((v, i) => sentValue(v, this.#types(stream)[i])));
    else if ('events' in step) {
      const types = this.#types(step.send);
      const events = step.events.map(({ts, data}) => {
        const row = data.map((v, i) => sentValue(v, types[i]));
        return ts === undefined ? {data: row} : {timestamp: ts, data: row};
      });
      this.#app.sendBatch(step.send, events);
    } else {
      const types = this.#types(step.send);
      this.#app.send(
        step.send,
        step.data.map((v, i) => sentValue(v, types[i])),
        step.ts,
      );
    }
  }
  #restart(): void {
    this.#app.stop();
    this.#app = this.#create();
    this.#app.start();
  }
  #restore(): void {
    assert(this.#persisted, `case ${this.case.id} restores before it persists`);
    const dropped = this.#app.restore(this.#persisted);
    assert(dropped.length === 0, `restore left out: ${dropped.join('; ')}`);
  }
  #types(stream: string): string[] {
    return (this.#app.streams.get(stream)?.attributes ?? []).map((a) => a.type);
  }
  #collect(from: string, ...parts: [kind: Observed['kind'], events: readonly Event[] | null][]): void {
    const batch = this.#batch++;
    for (const [kind, events] of parts) {
      for (const {timestamp, data} of events ?? [])
        this.outputs.push({from, kind, step: this.#step, batch, ts: timestamp, data: [...data]});
    }
  }
  #attempt(turn: () => void): void {
    try {
      turn();
    } catch (error) {
      this.#fail('step', error);
    }
  }
  #fail(phase: Phase, error: unknown): void {
    this.failures.push({phase, step: this.#step, ...judged(error)});
  }
}

/** Whether an error could be a user's. */
export function judged(error: unknown): {error: Error; crash: boolean} {
  if (!(error instanceof Error)) return {error: new Error(String(error)), crash: true};
  if (error instanceof SiddhiAppError || error instanceof InputError) return {error, crash: false};
  return {error, crash: internal.has(error.name) || error.message.startsWith('invariant broken')};
}

/** Names of errors that JavaScript throws at a defect. */
const internal = new Set(['TypeError', 'ReferenceError', 'RangeError', 'SyntaxError']);

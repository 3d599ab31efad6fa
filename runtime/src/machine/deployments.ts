import {InputError, type SiddhiApp, SiddhiAppError} from '@tandem/engine';
import type {SourceSpec} from '@tandem/connectors';
import {finish} from '@tandem/wire';
import {AppInstance, type Hooks} from './app-instance.ts';
import type {Deployed} from './deployed.ts';
import type {Input} from './input.ts';
import type {Reply} from './reply.ts';
import type {Topics} from './topics.ts';
import type {Turn} from './turn.ts';

/** Requests of one app to external tables that one entry can cause before their numbers meet those of another. */
const requestsAnEntry = 2 ** 20;

export type DeploymentsOptions = {
  turn: Turn;
  topics: Topics;
  hooks: Hooks;
  /** Values of `${name}` in app texts. */
  variables: Record<string, string>;
};

/** The apps of a node in the order of their deployment: deployed, started, stopped, brought back. */
export class Deployments {
  readonly #options: DeploymentsOptions;
  readonly #turn: Turn;
  readonly #topics: Topics;
  readonly #apps = new Map<string, Deployed>();
  /** The file versions that were deployed, by app: a file is deployed again only when it has changed. */
  readonly files = new Map<string, string>();
  /** An app was deployed, removed, started or stopped since this was last set back. */
  changed = false;

  constructor(options: DeploymentsOptions) {
    this.#options = options;
    this.#turn = options.turn;
    this.#topics = options.topics;
  }
  get(name: string): Deployed | undefined {
    return this.#apps.get(name);
  }
  all(): MapIterator<Deployed> {
    return this.#apps.values();
  }
  sources(): SourceSpec[] {
    return [...this.all()].flatMap((d) => [...(d.instance?.connections.sources ?? [])]);
  }

  /** Answers what `then` says of an app; in words where there is none, or where its text or query is wrong. */
  with(name: string, then: (deployed: Deployed) => Reply): Reply {
    const deployed = this.#apps.get(name);
    if (!deployed) return this.#turn.refuse('notFound', `there is no app ${name}`);
    try {
      return then(deployed);
    } catch (error) {
      if (error instanceof SiddhiAppError) return this.#misread(error);
      throw error;
    }
  }
  /**
   * Runs one app. A row that does not fit is answered in words. Any other
   * exception is a defect in it: the app stops, keeps its state for when it is
   * started again, the others go on, and both nodes do the same at the same entry.
   */
  guard(deployed: Deployed, run: (app: SiddhiApp) => void): string | undefined {
    try {
      run(deployed.instance?.app as SiddhiApp);
      return undefined;
    } catch (error) {
      if (error instanceof InputError || error instanceof SiddhiAppError) return error.message;
      const reason = error instanceof Error ? error.message : String(error);
      // As it was left: the entry that met the defect may have been applied in part.
      const held = deployed.held ?? stateOf(deployed);
      deployed.instance?.app.stop();
      Object.assign(deployed, {instance: undefined, held, stoppedBy: reason});
      this.changed = true;
      this.#turn.note(deployed.name, 'error', `the app ${deployed.name} was stopped by a defect: ${reason}`);
      return reason;
    }
  }

  deploy({text, mode, file}: Extract<Input, {kind: 'deploy'}>): Reply {
    let instance: AppInstance;
    try {
      instance = this.#compile(text);
    } catch (error) {
      if (!(error instanceof SiddhiAppError)) throw error;
      return this.#misread(error);
    }
    const {name} = instance;
    const before = this.#apps.get(name);
    if (before && mode === 'create') return this.#turn.refuse('conflict', `there is an app ${name} already`);
    let state = before?.held;
    if (before?.instance) this.guard(before, (app) => (state = app.snapshot()));
    before?.instance?.app.stop();
    const since = this.#turn.now;
    const deployed: Deployed = {name, text, instance: undefined, held: state, stoppedBy: undefined, since};
    if (file !== '') this.files.set(name, file);
    this.#apps.set(name, deployed); // an update keeps the app's place in the order
    const notes = this.#run(deployed, state, instance);
    this.#topics.drain();
    return {ok: true, sequence: this.#turn.sequence, app: name, created: before === undefined, notes};
  }
  remove(deployed: Deployed): Reply {
    deployed.instance?.app.stop();
    this.#apps.delete(deployed.name);
    this.changed = true;
    return this.#turn.done(deployed.name);
  }
  activate(deployed: Deployed, active: boolean): Reply {
    if (active && !deployed.instance) this.#run(deployed, deployed.held);
    if (!active && deployed.instance) {
      this.guard(deployed, (app) => {
        const held = app.snapshot();
        app.stop();
        Object.assign(deployed, {instance: undefined, held, stoppedBy: undefined});
      });
      this.changed = true;
    }
    return deployed.stoppedBy === undefined
      ? this.#turn.done(deployed.name)
      : this.#turn.refuse('stopped', deployed.stoppedBy);
  }
  /** Its file is gone: it stops and keeps its state. */
  withdraw(app: string): Reply {
    this.files.delete(app);
    const deployed = this.#apps.get(app);
    if (deployed?.instance) {
      this.activate(deployed, false);
      deployed.stoppedBy = 'its file is gone from the folder of apps';
    }
    return this.#turn.done(app);
  }
  /** Back to empty; what ran runs again. */
  clear(deployed: Deployed): Reply {
    const running = deployed.instance !== undefined;
    deployed.instance?.app.stop();
    Object.assign(deployed, {instance: undefined, held: new Uint8Array()});
    if (running) this.#run(deployed, undefined);
    return this.#turn.done(deployed.name);
  }

  /** Forgets all apps, to be put back one by one. */
  removeAll(): void {
    for (const {instance} of this.all()) instance?.app.stop();
    this.#apps.clear();
  }
  /** An app as a snapshot has it; `running`: it is started with the state that it holds. */
  *putBack(deployed: Deployed, running: boolean): Generator<void, void> {
    this.#apps.set(deployed.name, deployed);
    if (running) yield* this.#runSteps(deployed, deployed.held);
  }

  #compile(text: string): AppInstance {
    return new AppInstance(text, this.#options.hooks, this.#options.variables);
  }
  #misread({message, line, column}: SiddhiAppError): Reply {
    return {...this.#turn.refuse('invalid', message), line, column};
  }
  /**
   * Starts an app, with `state` where there is some; what its start triggers
   * say counts only in a new app. An app that cannot start stays, stopped,
   * with its state.
   */
  #run(deployed: Deployed, state: Uint8Array | undefined, compiled?: AppInstance): readonly string[] {
    return finish(this.#runSteps(deployed, state, compiled));
  }
  *#runSteps(
    deployed: Deployed,
    state: Uint8Array | undefined,
    compiled?: AppInstance,
  ): Generator<void, readonly string[]> {
    const turn = this.#turn;
    const {counts} = turn;
    const back = state !== undefined && state.length > 0;
    if (back) turn.counts = false;
    this.changed = true;
    try {
      const instance = compiled ?? this.#compile(deployed.text);
      instance.random.begin(turn.sequence);
      instance.app.advanceTo(turn.now);
      // So that no answer to a former app of this name is one to this.
      if (!back) instance.app.numberRequestsFrom(turn.sequence * requestsAnEntry);
      instance.app.start();
      const notes = back ? yield* instance.app.restoreSteps(state) : [];
      Object.assign(deployed, {instance, held: undefined, stoppedBy: undefined});
      if (back && counts) {
        instance.app.numberRequestsFrom(turn.sequence * requestsAnEntry);
        turn.counts = true;
        instance.app.askAgain();
      }
      return notes;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      Object.assign(deployed, {instance: undefined, held: state ?? new Uint8Array(), stoppedBy: reason});
      return [`the app ${deployed.name} could not be started: ${reason}`];
    } finally {
      if (back) this.#topics.clear();
      turn.counts = counts;
    }
  }
}

/** Empty when the defect is in the state itself, so that it cannot be written. */
function stateOf({instance}: Deployed): Uint8Array {
  try {
    return instance?.app.snapshot() ?? new Uint8Array();
  } catch {
    return new Uint8Array();
  }
}

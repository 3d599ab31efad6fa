import {exactJson, payloadsOf, type SourceSpec} from '@tandem/connectors';
import type {Applied, Entry, Machine, Output, SnapshotPart, StateCut, StatePart} from '@tandem/cluster';
import {
  type Event,
  type ExternalAnswer,
  type ExternalRequest,
  InputError,
  type OnDemandFound,
  type RuntimeFailure,
  type SiddhiApp,
  SiddhiAppError,
} from '@tandem/engine';
import {decode, type Plain} from '@tandem/wire';
import {checkApp} from '../apps/check-app.ts';
import {AppInstance} from './app-instance.ts';
import type {Deployed} from './deployed.ts';
import {ErrorStore, type KeptError, type SavedErrors} from './error-store.ts';
import {decodeInput, encodeInput, type Input, type Undelivered} from './input.ts';
import type {OutputBody} from './output-body.ts';
import {type Field, list, MachineCut} from './machine-cut.ts';
import {RememberedKeys, type SavedKey} from './remembered-keys.ts';
import type {Refusal, Reply} from './reply.ts';
import {Topics} from './topics.ts';

export type MachineOptions = {
  idempotencyKeys: number;
  idempotencyAgeMs: number;
  /** Values of `${name}` in app texts; the same on both nodes. */
  variables?: Record<string, string>;
  /** An app was deployed, removed, started or stopped: ports may have to be opened or closed. */
  onAppsChanged?: () => void;
};

/**
 * Snapshot of the machine itself. Version 2 adds the error store to version 1:
 * [1, now, [[name, text, running, stoppedBy, since]], [[key, sequence, at, events]], [[app, file]]].
 * While nothing is kept in it version 1 is written, which a node of the version before reads, too.
 */
const version = 2;
type Saved = [number, number, [string, string, boolean, string, number][], SavedKey[], [string, string][], SavedErrors];

/**
 * The deterministic state machine of a node: apps, their timers, topics
 * between them, and remembered idempotency keys. The same entries on the same
 * snapshot give the same state and the same outputs. A defect in one app stops
 * that app only.
 */
export class AppMachine implements Machine {
  readonly #options: MachineOptions;
  readonly #keys: RememberedKeys;
  readonly #topics: Topics;
  readonly #errors = new ErrorStore();
  #apps = new Map<string, Deployed>();
  /** The file versions that were deployed, by app: a file is deployed again only when it has changed. */
  #files = new Map<string, string>();
  #now = 0;
  #sequence = 0;
  /** Outputs of the entry being applied; undefined while an app is brought back, when nothing it says counts. */
  #outputs: Output[] | undefined;
  #ordinals = new Map<string, number>();
  #changed = false;
  /** What this node has encoded itself last, until it is applied. Rows belong to the machine from then on. */
  #expected: {payload: Uint8Array; input: Input} | undefined;

  constructor(options: MachineOptions) {
    this.#options = options;
    this.#keys = new RememberedKeys(options.idempotencyKeys, options.idempotencyAgeMs);
    this.#topics = new Topics((source, events) => this.#deliver(source, events));
  }

  apply(entry: Entry): Applied {
    this.#outputs = [];
    this.#ordinals.clear();
    this.#sequence = entry.sequence;
    for (const {instance} of this.#apps.values()) instance?.random.begin(entry.sequence);
    this.#advance(entry.timestamp);
    const reply = entry.payload.length === 0 ? undefined : this.#take(this.#inputOf(entry.payload));
    const outputs = this.#outputs;
    this.#outputs = undefined;
    if (this.#changed) this.#tellChange();
    return {outputs, ...(reply !== undefined && {reply})};
  }

  /** Encodes an input that is about to be applied on this node, which then need not decode it again. */
  encoded(input: Input): Uint8Array {
    const payload = encodeInput(input);
    this.#expected = {payload, input};
    return payload;
  }
  #inputOf(payload: Uint8Array): Input {
    const expected = this.#expected;
    this.#expected = undefined;
    return expected?.payload === payload ? expected.input : decodeInput(payload);
  }

  nextDue(): number | undefined {
    let next: number | undefined;
    for (const {instance} of this.#apps.values()) {
      const due = instance?.app.nextDue();
      if (due !== undefined && (next === undefined || due < next)) next = due;
    }
    return next;
  }

  cut(only?: readonly StatePart[]): StateCut {
    const wanted = only && Map.groupBy(only, ({app}) => app);
    const cutOf = ({name, instance}: Deployed): ReturnType<SiddhiApp['cut']> | undefined => {
      const pieces = wanted?.get(name);
      if (!wanted || pieces) return instance?.app.cut(pieces && new Set(pieces.map(({operator}) => operator)));
      return undefined;
    };
    const apps = [...this.#apps.values()];
    const deployed = apps.map((d) => [d.name, d.text, d.instance !== undefined, d.stoppedBy ?? '', d.since]);
    const files = [...this.#files];
    const [next, kept] = this.#errors.saved();
    const errors: Field = function* write(to) {
      to.array(2);
      to.value(next);
      yield* list(kept)(to);
    };
    const keys = this.#keys.cut();
    const own: Field[] = [this.#now, list(deployed), keys, list(files)];
    return new MachineCut(
      this.#errors.isNew ? [1, ...own] : [version, ...own, errors],
      new Map<string, Field>([
        ['time', this.#now],
        ['keys', keys],
        ['files', list(files)],
        ['errors', errors],
      ]),
      apps.map((d) => ({
        app: d.name,
        cut: cutOf(d),
        held: d.held ?? new Uint8Array(),
        deployment: [d.text, d.instance !== undefined, d.stoppedBy ?? '', d.held !== undefined],
      })),
      () => this.#keys.endCut(),
    );
  }
  /** All of a cut at once. */
  snapshot(): SnapshotPart[] {
    const cut = this.cut();
    const parts = finished(cut.parts());
    cut.close();
    return parts;
  }

  parts(): StatePart[] {
    const apps = [...this.#apps.values()].flatMap(({name: app, instance}) => [
      {app, operator: 'deployment'},
      ...(instance?.app.statefuls().map((operator) => ({app, operator})) ?? []),
    ]);
    return [...['time', 'keys', 'files', 'errors'].map((operator) => ({app: '', operator})), ...apps];
  }

  restore(parts: readonly SnapshotPart[]): void {
    finished(this.restoreSteps(parts));
  }

  *restoreSteps(parts: readonly SnapshotPart[]): Generator<void, void> {
    for (const {instance} of this.#apps.values()) instance?.app.stop();
    this.#apps = new Map();
    this.#topics.clear();
    this.#outputs = undefined;
    const own = parts.find((part) => part.app === '');
    const [found, now, apps, keys, files, errors]: Saved = own
      ? (decode(own.bytes) as unknown as Saved)
      : [version, 0, [], [], [], [1, []]];
    if (found !== version && found !== 1)
      throw new Error(`snapshot format ${found} of the machine is unknown: it was written by a later version`);
    this.#now = now;
    this.#keys.restore(keys);
    this.#files = new Map(files);
    this.#errors.restore(found === 1 ? [1, []] : errors);
    for (const [name, text, running, stoppedBy, since] of apps) {
      const held = parts.find((part) => part.app === name)?.bytes ?? new Uint8Array();
      const deployed: Deployed = {
        name,
        text,
        instance: undefined,
        held,
        stoppedBy: stoppedBy === '' ? undefined : stoppedBy,
        since,
      };
      this.#apps.set(name, deployed);
      if (running) yield* this.#runSteps(deployed, held);
    }
    this.#tellChange();
  }

  // ---- what the active node's ports ask; changes nothing -----------------

  apps(): readonly Deployed[] {
    return [...this.#apps.values()];
  }
  app(name: string): Deployed | undefined {
    return this.#apps.get(name);
  }
  sources(): SourceSpec[] {
    return [...this.#apps.values()].flatMap((d) => [...(d.instance?.connections.sources ?? [])]);
  }
  /** Hash of the file that an app was last deployed from, if it ever was. */
  fileVersion(app: string): string | undefined {
    return this.#files.get(app);
  }
  /** The apps that came from files, those removed since among them. */
  fileApps(): string[] {
    return [...this.#files.keys()];
  }
  now(): number {
    return this.#now;
  }
  /** What `@OnError(action='store')` has kept, oldest first. */
  errors(app?: string): readonly KeptError[] {
    return this.#errors.list(app);
  }
  error(id: number): KeptError | undefined {
    return this.#errors.get(id);
  }
  /** Compiles a text as a deployment would and throws what it would be refused for. */
  check(text: string): {name: string} {
    return checkApp(text, this.#options.variables);
  }

  // ---- time ---------------------------------------------------------------

  /** Fires what is due up to `to`, over all apps in order of due time; of equal ones the app deployed first. */
  #advance(to: number): void {
    if (to < this.#now) return;
    let stuck: Set<Deployed> | undefined; // clocks that do not move: an app under @app:playback would be asked for ever
    for (;;) {
      let first: Deployed | undefined;
      let due = to;
      for (const deployed of this.#apps.values()) {
        const next = deployed.instance?.app.nextDue();
        if (next !== undefined && !stuck?.has(deployed) && (next < due || (next === due && !first)))
          [first, due] = [deployed, next];
      }
      if (!first) break;
      const app = first;
      this.#now = Math.max(this.#now, due);
      const before = app.instance?.app.nextDue();
      this.#guard(app, (siddhi) => siddhi.advanceTo(due));
      this.#topics.drain();
      if (before !== undefined && before <= due && app.instance?.app.nextDue() === before)
        (stuck ??= new Set()).add(app);
    }
    this.#now = to;
    for (const deployed of this.#apps.values())
      if (deployed.instance) this.#guard(deployed, (siddhi) => siddhi.advanceTo(to));
    this.#topics.drain();
  }

  // ---- inputs -------------------------------------------------------------

  #take(input: Input): Reply {
    switch (input.kind) {
      case 'events':
        return this.#events(input);
      case 'deploy':
        return this.#deploy(input);
      case 'remove':
        return this.#withApp(input.app, (deployed) => {
          deployed.instance?.app.stop();
          this.#apps.delete(deployed.name);
          for (const {id} of this.#errors.list(deployed.name)) this.#errors.discard(id);
          this.#changed = true;
          return this.#done(deployed.name);
        });
      case 'activate':
        return this.#withApp(input.app, (deployed) => this.#activate(deployed, input.active));
      case 'withdraw':
        return this.#withdraw(input.app);
      case 'clear':
        return this.#withApp(input.app, (deployed) => {
          const running = deployed.instance !== undefined;
          deployed.instance?.app.stop();
          Object.assign(deployed, {instance: undefined, held: new Uint8Array()});
          if (running) this.#run(deployed, undefined);
          return this.#done(deployed.name);
        });
      case 'replayErrors':
        return this.#replayErrors(input.ids);
      case 'discardErrors':
        for (const id of input.ids) this.#errors.discard(id);
        return this.#done('');
      case 'undelivered':
        return this.#undelivered(input);
      case 'query':
        return this.#withApp(input.app, (deployed) => {
          if (!deployed.instance) return this.#refuse('stopped', `the app ${input.app} does not run`);
          const found = deployed.instance.app.ask(input.query);
          this.#topics.drain();
          if (typeof found === 'number') return {ok: true, sequence: this.#sequence, awaits: found};
          return {ok: true, sequence: this.#sequence, rows: found.map((event) => event.data as Plain[])};
        });
      case 'external':
        return this.#withApp(input.app, (deployed) => this.#answer(deployed, input.answer));
      default:
        throw new Error('unreachable input');
    }
  }

  #events(input: Extract<Input, {kind: 'events'}>): Reply {
    const key = input.key === '' ? undefined : `${input.app}/${input.stream}/${input.key}`;
    const before = key === undefined ? undefined : this.#keys.get(key);
    if (before)
      return {ok: true, sequence: before.sequence, timestamp: before.at, events: before.events, repeated: true};
    const reply = this.#withApp(input.app, (deployed) => {
      let events = 0;
      for (const {rows, times} of input.chunks) {
        const problem = this.#send(deployed, input.stream, rows as Event['data'][], times, true);
        if (problem !== undefined) return this.#refuse(deployed.instance ? 'invalid' : 'stopped', problem);
        events += rows.length;
      }
      return {ok: true, sequence: this.#sequence, timestamp: this.#now, events};
    });
    if (key !== undefined && 'events' in reply) {
      this.#keys.remember(key, {sequence: reply.sequence, at: reply.timestamp, events: reply.events});
    }
    return reply;
  }

  /** What a sink could not deliver: an error of its stream, or kept. Once for each output, though a takeover may tell it twice. */
  #undelivered({app, sink, id, to, cause, events: rows}: Undelivered): Reply {
    const key = `undelivered/${id}`;
    if (this.#keys.get(key)) return this.#done(app);
    this.#keys.remember(key, {sequence: this.#sequence, at: this.#now, events: rows.length});
    return this.#withApp(app, (deployed) => {
      const stream = streamOf(sink);
      const events = rows.map(([timestamp, data]) => ({timestamp, data: data as Event['data']}));
      const error = Object.assign(new Error(cause), {name: 'SinkError'});
      if (to === 'store') {
        const fate = this.#store(app, stream, '', error, events, sink);
        this.#note(app, 'error', `${app}, sink of ${stream}: ${rows.length} event(s) ${fate}: ${cause}`);
      } else {
        const problem = deployed.instance
          ? this.#guard(deployed, (siddhi) => siddhi.fault(stream, events, error))
          : `the app ${app} does not run`;
        if (problem !== undefined)
          this.#note(app, 'error', `${app}, sink of ${stream}: ${rows.length} event(s) dropped: ${cause}: ${problem}`);
        this.#topics.drain();
      }
      return this.#done(app);
    });
  }

  /** An event that fails again is kept again, under a new id; one that cannot be sent stays as it is. */
  #replayErrors(ids: readonly number[]): Reply {
    for (const id of ids) {
      const error = this.#errors.get(id);
      if (!error) return this.#refuse('notFound', `there is no error ${id}`);
      const problem = this.#withApp(error.app, (deployed) => {
        const {stream, events, sink: key} = error;
        if (key !== '') return this.#publishAgain(deployed, key, events);
        const rows = events.map(({data}) => data as Event['data']);
        const problem = this.#send(
          deployed,
          stream,
          rows,
          events.map(({timestamp}) => timestamp),
        );
        return problem === undefined
          ? this.#done(error.app)
          : this.#refuse(deployed.instance ? 'invalid' : 'stopped', problem);
      });
      if (!problem.ok) return problem;
      this.#errors.discard(id);
    }
    return this.#done('');
  }

  #publishAgain(deployed: Deployed, key: string, events: KeptError['events']): Reply {
    const sink = deployed.instance?.connections.sinks.find((s) => s.key === key);
    if (!sink)
      return this.#refuse(deployed.instance ? 'invalid' : 'stopped', `the app ${deployed.name} runs no sink ${key}`);
    for (const {options, events: some} of payloadsOf(sink, events as Event[]))
      this.#output(sink.key, {kind: 'payload', sink, options, events: some});
    return this.#done(deployed.name);
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
    const problem = this.#guard(deployed, (app) => {
      const [only] = rows;
      if (rows.length === 1 && only && !times) {
        if (handedOver) instance.input(stream).send(only);
        else app.send(stream, only);
        return;
      }
      const events = rows.map((data, i) => (times ? {data, timestamp: times[i] ?? this.#now} : {data}));
      if (handedOver) instance.input(stream).sendBatch(events);
      else app.sendBatch(stream, events);
    });
    this.#topics.drain();
    return problem;
  }

  #deploy({text, mode, file}: Extract<Input, {kind: 'deploy'}>): Reply {
    let instance: AppInstance;
    try {
      instance = this.#compile(text);
    } catch (error) {
      if (!(error instanceof SiddhiAppError)) throw error;
      return {...this.#refuse('invalid', error.message), line: error.line, column: error.column};
    }
    const {name} = instance;
    const before = this.#apps.get(name);
    if (before && mode === 'create') return this.#refuse('conflict', `there is an app ${name} already`);
    let state = before?.held;
    if (before?.instance) this.#guard(before, (app) => (state = app.snapshot()));
    before?.instance?.app.stop();
    const deployed: Deployed = {name, text, instance: undefined, held: state, stoppedBy: undefined, since: this.#now};
    if (file !== '') this.#files.set(name, file);
    this.#apps.set(name, deployed); // an update keeps the app's place in the order
    const notes = this.#run(deployed, state, instance);
    this.#topics.drain();
    return {ok: true, sequence: this.#sequence, app: name, created: before === undefined, notes};
  }

  #activate(deployed: Deployed, active: boolean): Reply {
    if (active && !deployed.instance) this.#run(deployed, deployed.held);
    if (!active && deployed.instance) {
      this.#guard(deployed, (app) => {
        const held = app.snapshot();
        app.stop();
        Object.assign(deployed, {instance: undefined, held, stoppedBy: undefined});
      });
      this.#changed = true;
    }
    return deployed.stoppedBy === undefined ? this.#done(deployed.name) : this.#refuse('stopped', deployed.stoppedBy);
  }

  #withdraw(app: string): Reply {
    this.#files.delete(app);
    const deployed = this.#apps.get(app);
    if (deployed?.instance) {
      this.#activate(deployed, false);
      deployed.stoppedBy = 'its file is gone from the folder of apps';
    }
    return this.#done(app);
  }

  // ---- apps ---------------------------------------------------------------

  #compile(text: string): AppInstance {
    return new AppInstance(
      text,
      {
        sunk: (instance, stream, events) => this.#sunk(instance, stream, events),
        failed: (instance, failure) => this.#failed(instance.name, failure),
        logged: (instance, level, message) => this.#note(instance.name, level, message),
        asked: (instance, request) => this.#asked(instance, request),
      },
      this.#options.variables ?? {},
    );
  }

  /**
   * Starts an app, with `state` where there is some; what its start triggers
   * say counts only in a new app. An app that cannot start stays, stopped,
   * with its state.
   */
  #run(deployed: Deployed, state: Uint8Array | undefined, compiled?: AppInstance): readonly string[] {
    return finished(this.#runSteps(deployed, state, compiled));
  }
  *#runSteps(
    deployed: Deployed,
    state: Uint8Array | undefined,
    compiled?: AppInstance,
  ): Generator<void, readonly string[]> {
    const outputs = this.#outputs;
    const back = state !== undefined && state.length > 0;
    if (back) this.#outputs = undefined;
    this.#changed = true;
    try {
      const instance = compiled ?? this.#compile(deployed.text);
      instance.random.begin(this.#sequence);
      instance.app.advanceTo(this.#now);
      // So that no answer to a former app of this name is one to this.
      if (!back) instance.app.numberRequestsFrom(this.#sequence * requestsAnEntry);
      instance.app.start();
      const notes = back ? yield* instance.app.restoreSteps(state) : [];
      Object.assign(deployed, {instance, held: undefined, stoppedBy: undefined});
      if (back && outputs) {
        instance.app.numberRequestsFrom(this.#sequence * requestsAnEntry);
        this.#outputs = outputs;
        instance.app.askAgain();
      }
      return notes;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      Object.assign(deployed, {instance: undefined, held: state ?? new Uint8Array(), stoppedBy: reason});
      return [`the app ${deployed.name} could not be started: ${reason}`];
    } finally {
      if (back) this.#topics.clear();
      this.#outputs = outputs;
    }
  }

  /**
   * Runs one app. A row that does not fit is answered in words. Any other
   * exception is a defect in it: the app stops, keeps its state for when it is
   * started again, the others go on, and both nodes do the same at the same entry.
   */
  #guard(deployed: Deployed, run: (app: SiddhiApp) => void): string | undefined {
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
      this.#changed = true;
      this.#note(deployed.name, 'error', `the app ${deployed.name} was stopped by a defect: ${reason}`);
      return reason;
    }
  }

  #withApp(name: string, then: (deployed: Deployed) => Reply): Reply {
    const deployed = this.#apps.get(name);
    if (!deployed) return this.#refuse('notFound', `there is no app ${name}`);
    try {
      return then(deployed);
    } catch (error) {
      if (error instanceof SiddhiAppError)
        return {...this.#refuse('invalid', error.message), line: error.line, column: error.column};
      throw error;
    }
  }

  #done(app: string): Reply {
    return {ok: true, sequence: this.#sequence, app, created: false, notes: []};
  }
  #refuse(reason: Refusal, message: string): Extract<Reply, {ok: false}> {
    return {ok: false, sequence: this.#sequence, reason, message};
  }

  // ---- external tables ----------------------------------------------------

  #asked({name, stores}: AppInstance, request: ExternalRequest): void {
    const spec = stores.get(request.table);
    const deployed = this.#apps.get(name);
    if (!spec || !deployed)
      throw new Error(`invariant broken: a request to ${name}/${request.table}, which is not there`);
    this.#output(`${name}/${request.table}`, {
      kind: 'external',
      app: name,
      spec,
      generation: String(deployed.since),
      request,
    });
  }
  /** To an app that does not run nothing is answered: it asks again when it does. */
  #answer(deployed: Deployed, answer: ExternalAnswer): Reply {
    if (!deployed.instance) return this.#refuse('stopped', `the app ${deployed.name} does not run`);
    let found: readonly OnDemandFound[] = [];
    this.#guard(deployed, (app) => {
      found = app.answer(answer);
    });
    this.#topics.drain();
    return {
      ok: true,
      sequence: this.#sequence,
      found: found.map(({number, events, message}) => ({
        number,
        rows: events.map(({data}) => data as Plain[]),
        ...(message !== undefined && {message}),
      })),
    };
  }

  // ---- outputs ------------------------------------------------------------

  #sunk(instance: AppInstance, stream: string, events: Event[]): void {
    if (!this.#outputs) return;
    for (const sink of instance.connections.sinks) {
      if (sink.stream.id !== stream) continue;
      for (const {options, events: some} of payloadsOf(sink, events)) {
        if (sink.kind === 'inMemory')
          this.#topics.publish(options['topic'] ?? '', sink.mapper.map(some), this.#subscribers());
        else this.#output(sink.key, {kind: 'payload', sink, options, events: some});
      }
    }
  }

  #subscribers(): SourceSpec[] {
    return this.sources().filter((source) => source.kind === 'inMemory');
  }

  /** What a topic brings to one in-memory source. */
  #deliver(source: SourceSpec, events: {data: Event['data']; timestamp?: number}[]): void {
    const deployed = this.#apps.get(source.app);
    if (!deployed || events.length === 0) return;
    const chunks = source.mapper.grouped ? [events] : events.map((event) => [event]);
    for (const chunk of chunks) {
      const times = chunk.every((e) => e.timestamp !== undefined) ? chunk.map((e) => e.timestamp ?? 0) : undefined;
      const problem = this.#send(
        deployed,
        source.stream.id,
        chunk.map((e) => e.data),
        times,
      );
      if (problem !== undefined)
        this.#note(source.app, 'error', `${source.app}, source of ${source.stream.id}: ${problem}`);
    }
  }

  /** A run-time error: into the log with app, stream, query and events, and where `@OnError` says so into the error store. */
  #failed(app: string, {stream, query, action, error, events}: RuntimeFailure): void {
    if (!this.#outputs) return;
    const where = [app, stream && `stream ${stream}`, query && `query ${query}`].filter((part) => part !== '');
    const shown = events.slice(0, 3).map(({data}) => cut(exactJson(data)));
    const more = events.length > shown.length ? ` and ${events.length - shown.length} more` : '';
    const of = events.length === 0 ? '' : ` ${shown.join(', ')}${more}`;
    const fate =
      action === 'stream'
        ? 'to the fault stream'
        : action === 'store'
          ? this.#store(app, stream, query, error, events)
          : 'dropped';
    this.#note(
      app,
      'error',
      `${where.join(', ')}: ${events.length} event(s) ${fate}: ${error.message}:${of}`.replace(/:$/, ''),
    );
  }
  #store(app: string, stream: string, query: string, error: Error, events: readonly Event[], sink = ''): string {
    const kept = events.map(({timestamp, data}) => ({timestamp, data: data as Plain[]}));
    const {id, left} = this.#errors.keep({at: this.#now, app, stream, query, sink, cause: error.message, events: kept});
    return `kept as error ${id}${left === 0 ? '' : ` (the error store is full: ${left} older one(s) left it)`}`;
  }
  #note(app: string, level: string, message: string): void {
    this.#output(`${app}/#log`, {kind: 'line', level, message});
  }

  #output(sink: string, body: OutputBody): void {
    if (!this.#outputs) return;
    const ordinal = (this.#ordinals.get(sink) ?? 0) + 1;
    this.#ordinals.set(sink, ordinal);
    this.#outputs.push({id: `${sink}/${this.#sequence}.${ordinal}`, sink, body});
  }

  #tellChange(): void {
    this.#changed = false;
    this.#options.onAppsChanged?.();
  }
}

function finished<T>(steps: Generator<void, T>): T {
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/** The key of a sink is `<app>/<stream>`, `<app>/<stream>.2`, or that of a destination `<app>/<stream>.2:1`. */
const streamOf = (sink: string): string => sink.slice(sink.lastIndexOf('/') + 1).replace(/\.\d+(:\d+)?$/, '');

/** Requests of one app to external tables that one entry can cause before their numbers meet those of another. */
const requestsAnEntry = 2 ** 20;

const cut = (text: string): string => (text.length > 200 ? `${text.slice(0, 199)}…` : text);

/** Empty when the defect is in the state itself, so that it cannot be written. */
function stateOf({instance}: Deployed): Uint8Array {
  try {
    return instance?.app.snapshot() ?? new Uint8Array();
  } catch {
    return new Uint8Array();
  }
}

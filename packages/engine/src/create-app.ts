import {must, seeded} from '@tandem/base';
import {didYouMean, type App, type OnDemandQuery, parse, parseOnDemandQuery, SiddhiAppError} from '@tandem/siddhiql';
import {encode, type Plain, ValueReader} from '@tandem/wire';
import type {
  AppOptions,
  AttributeInfo,
  Event,
  Metric,
  QueryCallback,
  RuntimeFailure,
  RowCallback,
  SiddhiApp,
  StateCut,
  StatisticsLevel,
  StreamCallback,
  StreamInfo,
  StreamInput,
} from './api.ts';
import {AppCut} from './core/app-cut.ts';
import {carryOver, type Form, formsOfPlain, formsToPlain} from './core/carry-over.ts';
import {type Chunk, CURRENT} from './core/chunk.ts';
import {Chunk as NewChunk} from './core/chunk.ts';
import {finish, type Steps} from './core/cut.ts';
import type {Depth} from './core/depth.ts';
import {Heartbeat} from './core/heartbeat.ts';
import {queryOf} from './core/culprit.ts';
import {ExternalDesk} from './external/desk.ts';
import {isExternal} from './external/external-table.ts';
import type {ExternalAnswer, ExternalTableInfo, OnDemandFound} from './external/port.ts';
import {Junction} from './core/junction.ts';
import {Scheduler} from './core/scheduler.ts';
import {StateRegistry} from './core/state.ts';
import {InputError} from './input-error.ts';
import {type RowReader, rowReader} from './input-row.ts';
import {createOnDemand, type OnDemandRunner} from './on-demand/run-on-demand.ts';
import {annotationOf, elementOf} from './plan/annotations.ts';
import {AppPlanner} from './plan/app-planner.ts';
import {readAppAnnotations} from './plan/app-annotations.ts';
import {build, type Built} from './plan/build.ts';
import {describe} from './described.ts';
import {mark} from './plan/state-form.ts';
import {renameQueries} from './partitions/rename-queries.ts';
import type {Readable} from './plan/planner.ts';
import {rowTap} from './row-tap.ts';
import {streamInput} from './stream-input.ts';
import {AppStatistics} from './statistics.ts';
import {StreamTap} from './stream-tap.ts';
import type {NamedWindow} from './windows/named-window.ts';

/**
 * Layout of `snapshot()`; raised when a reader of the old one could go wrong.
 *   2  [2, now, draws, started, state by member]
 *   3  as 2, then the mark of the text and the forms of the members: what another text of the app may take over.
 *   4  as 3, timers with their order, and at the end how many times one was entered.
 */
const SNAPSHOT_VERSION = 4;

/** Parses, checks and compiles a Siddhi app. Throws SiddhiAppError ('syntax', 'validation' or 'creation'). */
export function createApp(text: string, options: AppOptions = {}): SiddhiApp {
  const app = parse(text, options.variables ? {variables: options.variables} : {});
  try {
    return new RunningApp(app, text, options);
  } catch (error) {
    if (error instanceof SiddhiAppError && error.span)
      throw new SiddhiAppError(error.kind, error.reason, error.span, text);
    throw error;
  }
}

type Input = {read: RowReader; junction: Junction};
/** What stands in a snapshot behind the states: of what text, and where the order of timers goes on. */
type Behind = {textMark?: string | undefined; entered?: number | undefined};
/** `state`: what of the states this app can take, where it is not all as it is there. */
type Taken = {state?: ReadonlyMap<string, Plain>; dropped: string[]; behind?: Behind};

class RunningApp implements SiddhiApp {
  readonly name: string;
  readonly annotations: App['annotations'];
  readonly playback: boolean;
  readonly #options: AppOptions;
  readonly #scheduler: Scheduler;
  readonly #planner: AppPlanner;
  readonly #built: Built;
  readonly #registry = new StateRegistry();
  readonly #forms = new Map<string, Form>();
  readonly #textMark: string;
  readonly #junctions = new Map<string, Junction>();
  readonly #depth: Depth = {now: 0};
  readonly #taps = new Map<string, StreamTap>();
  readonly #inputs = new Map<string, Input>();
  /** The stream of the last row, and its input: the next row is for the same more often than not. */
  #lastStream = '';
  #lastInput: Input | null = null;
  /** Of `@app:playback(idle.time, increment)`. */
  readonly #heartbeat: Heartbeat | undefined;
  readonly #statistics: AppStatistics;
  readonly #desk: ExternalDesk;
  readonly externalTables: ReadonlyMap<string, ExternalTableInfo>;
  readonly #onDemand: OnDemandRunner;
  readonly #random: () => number;
  #draws = 0;
  #state: 'created' | 'running' | 'stopped' = 'created';
  /** Open while `#state` is 'running'; entrances of streams look here. */
  readonly #gate = {open: false};
  #timer: {cancel(): void} | null = null;

  constructor(app: App, text: string, options: AppOptions) {
    this.#options = options;
    this.#textMark = mark([text, ...Object.entries(options.variables ?? {}).flat()]);
    this.name = nameOf(app);
    this.annotations = app.annotations;
    const {playback, idling, statistics} = readAppAnnotations(app.annotations);
    const generator = seeded(1);
    this.#random = options.random ?? (() => generator.next());
    this.playback = playback;
    this.#scheduler = new Scheduler(playback ? 0 : (options.clock?.now() ?? 0));
    this.#heartbeat = idling && new Heartbeat(idling, this.#scheduler);
    let planned = false;
    this.#desk = new ExternalDesk({
      ask: options.external,
      fail: (error, stream, query, chunk) =>
        stream === '' ? this.#report(error, '', chunk, 'log', query) : this.#fault(stream, error, chunk, query),
    });
    this.#planner = new AppPlanner(app, text, this.name, {
      now: () => this.#scheduler.now(),
      random: () => {
        this.#draws++;
        return this.#random();
      },
      keep: (name, state) => {
        if (!planned)
          this.#registry.add(`call:${name}`, {save: () => state.save(), load: (s) => state.load(s as number)});
      },
      log: (level, message) => options.log?.(level, message),
      fail: (error) => this.#report(error, '', null),
      junction: (name) => this.#junction(name),
      external: this.#desk,
    });
    this.#built = build(app, this.#planner, {
      scheduler: this.#scheduler,
      registry: this.#registry,
      junction: (name) => this.#junction(name),
      depth: this.#depth,
      guard: (turn, query) => this.#guard(turn, query),
      fail: (error, stream, chunk) => this.#report(error, stream, chunk),
      form: (name, form) => this.#forms.set(name, form),
    });
    if (this.#heartbeat) this.#registry.add('heartbeat', this.#heartbeat);
    const external = [...this.#planner.tables.values()].filter(isExternal);
    this.externalTables = new Map([...external.map(({id, info}) => [id, info] as const), ...this.#planner.stored]);
    if (this.externalTables.size > 0) this.#registry.add('external', this.#desk);
    planned = true;
    this.#statistics = new AppStatistics(
      {
        app: this.name,
        streams: () => this.#planner.streams.keys(),
        junction: (stream) => this.#junction(stream),
        tables: () => [...this.#planner.tables].map(([id, table]) => [id, table.size] as const),
        windows: () => [...this.#planner.windows].map(([id, window]) => [id, sizeOf(window)] as const),
      },
      statistics,
    );
    this.#onDemand = createOnDemand(this.#planner);
  }

  get streams(): ReadonlyMap<string, StreamInfo> {
    return describe(this.#planner.app, this.#planner.streams);
  }
  get tables(): ReadonlyMap<string, StreamInfo> {
    return describe(this.#planner.app, this.#planner.tables);
  }
  get windows(): ReadonlyMap<string, StreamInfo> {
    return describe(this.#planner.app, this.#planner.windows);
  }
  get aggregations(): ReadonlyMap<string, StreamInfo> {
    return describe(this.#planner.app, this.#planner.aggregations);
  }
  get queryNames(): readonly string[] {
    return [...this.#built.queries.keys()];
  }

  onQuery(name: string, callback: QueryCallback): void {
    const query = this.#built.queries.get(name);
    if (!query) throw new Error(`there is no query '${name}' outside partitions${didYouMean(name, this.queryNames)}`);
    query.onOutput((ts, current, expired) => this.#outside(() => callback(ts, current, expired)));
  }
  onRow(id: string, callback: RowCallback): void {
    this.#mustKnow(id);
    this.#junction(id).subscribe(rowTap(callback, (error) => this.#report(error, '', null)));
  }
  onStream(id: string, callback: StreamCallback): void {
    this.#mustKnow(id);
    let tap = this.#taps.get(id);
    if (!tap) {
      tap = new StreamTap();
      this.#taps.set(id, tap);
      this.#junction(id).subscribe(tap);
    }
    tap.add((events) => {
      // As #outside, without a closure for each event.
      try {
        callback(events);
      } catch (error) {
        this.#report(error as Error, '', null);
      }
    });
  }

  start(): void {
    if (this.#state === 'running') return;
    if (!this.playback) this.#scheduler.step(this.#wall());
    const first = this.#state === 'created';
    this.#state = 'running';
    this.#gate.open = true;
    if (first) {
      for (const query of this.#built.queries.values()) query.start();
      for (const partition of this.#built.partitions) partition.start();
      for (const trigger of this.#built.triggers) this.#guard(() => trigger.start(), '');
    } else {
      for (const partition of this.#built.partitions) partition.resume();
    }
    this.#arm();
  }
  stop(): void {
    this.#state = 'stopped';
    this.#gate.open = false;
    this.#timer?.cancel();
    this.#timer = null;
  }

  send(stream: string, row: readonly unknown[], timestamp?: number): void {
    const {read, junction} = this.#input(stream);
    const data = read(row);
    junction.one(this.#arrive(timestamp, timestamp), data);
    this.#arm();
  }
  input(stream: string): StreamInput {
    const {attributes} = this.#inputStream(stream);
    const junction = this.#junction(stream);
    return streamInput(stream, attributes, junction, {
      gate: this.#gate,
      refuse: () => this.#refuse('send'),
      scheduler: this.#scheduler,
      arrive: (timestamp) => this.#arrive(timestamp, timestamp),
      arriveAll: (last) => this.#arrive(last, undefined),
      arm: () => this.#arm(),
      time: this.#heartbeat || this.#options.clock ? 'clock' : this.playback ? 'playback' : 'manual',
    });
  }
  sendBatch(stream: string, events: readonly {timestamp?: number; data: readonly unknown[]}[]): void {
    const {read, junction} = this.#input(stream);
    const rows = events.map(({data}) => read(data));
    if (rows.length === 0) return;
    const now = this.#arrive(events.at(-1)?.timestamp, undefined);
    junction.chunk(
      NewChunk.currents(
        events.map(({timestamp}) => timestamp ?? now),
        rows,
      ),
    );
    this.#arm();
  }
  fault(stream: string, events: readonly Event[], error: Error): void {
    this.#mustRun('fault');
    this.#inputStream(stream);
    const chunk = new NewChunk();
    for (const {timestamp, data} of events) chunk.push(timestamp, CURRENT, data);
    this.#fault(stream, error, chunk);
    this.#arm();
  }
  advanceTo(timestamp: number): void {
    if (this.#options.clock)
      throw new Error('advanceTo() is for the manual clock: this app was made with a clock of its own');
    if (this.playback) this.#heartbeat?.passTo(timestamp);
    else this.#scheduler.step(timestamp);
  }
  now(): number {
    return this.#scheduler.now();
  }
  nextDue(): number | undefined {
    return this.playback ? this.#heartbeat?.nextDue() : this.#scheduler.nextDue();
  }

  query(text: string): Event[] {
    this.#mustRun('query');
    if (!this.playback) this.#scheduler.step(this.#wall());
    return this.#onDemandOf(text, (query) => this.#onDemand.run(query, text));
  }
  ask(text: string): Event[] | number {
    this.#mustRun('ask');
    if (!this.playback) this.#scheduler.step(this.#wall());
    return this.#onDemandOf(text, (query) => this.#onDemand.ask(query, text));
  }
  answer(answer: ExternalAnswer): OnDemandFound[] {
    this.#mustRun('answer');
    if (!this.playback) this.#scheduler.step(this.#wall());
    const found = this.#desk.answer(answer);
    this.#arm();
    return found;
  }
  askAgain(): void {
    this.#desk.askAgain();
  }
  numberRequestsFrom(number: number): void {
    this.#desk.numberFrom(number);
  }
  isDecided(table: string, number: number): boolean {
    return this.#desk.isDecided(table, number);
  }
  queryAttributes(text: string): AttributeInfo[] {
    return this.#onDemandOf(text, (query) => this.#onDemand.attributes(query, text));
  }

  get statisticsLevel(): StatisticsLevel {
    return this.#statistics.level;
  }
  measure(level: StatisticsLevel): void {
    this.#statistics.set(level);
  }
  metrics(): Metric[] {
    return this.#statistics.metrics();
  }

  snapshot(): Uint8Array {
    const cut = this.cut();
    const pages = finish(cut.snapshot());
    cut.close();
    return Buffer.concat(pages);
  }
  cut(only?: ReadonlySet<string>): StateCut {
    const clock = [this.#scheduler.now(), this.#draws, this.#state === 'created' ? 0 : 1];
    const behind = [this.#textMark, formsToPlain(this.#forms), this.#scheduler.entered];
    return new AppCut([SNAPSHOT_VERSION, ...clock], this.#registry.cut(only), behind, clock);
  }
  statefuls(): string[] {
    return ['clock', ...this.#registry.names()];
  }
  snapshotOf(stateful: string): Uint8Array | undefined {
    if (stateful === 'clock') return encode([this.#scheduler.now(), this.#draws, this.#state === 'created' ? 0 : 1]);
    const state = this.#registry.find(stateful)?.save();
    return state === undefined ? undefined : encode(state);
  }
  restore(bytes: Uint8Array): string[] {
    return finish(this.restoreSteps(bytes));
  }
  *restoreSteps(bytes: Uint8Array): Steps<string[]> {
    const from = new ValueReader(bytes);
    const length = from.array();
    const [version, now, draws, started] = [from.value(), from.value(), from.value(), from.value()] as number[];
    if (version === undefined || version < 2 || version > SNAPSHOT_VERSION)
      throw new Error(`snapshot version ${version} is not readable, expected ${SNAPSHOT_VERSION}`);
    // The same text needs no look at its forms, which another version of the engine may write otherwise, nor at what stands behind
    // the states before they are read.
    const isOwn = length === 8 && from.endsWith(this.#textMark, 3);
    const taken: Taken = isOwn ? {dropped: []} : yield* this.#lookAhead(from, length - 5);
    const {state, dropped} = taken;
    if (started === 1 && this.#state === 'created') this.#state = 'stopped';
    this.#scheduler.set(must(now, 'a clock'));
    while (this.#draws < must(draws, 'a count of draws')) {
      this.#draws++;
      this.#random();
    }
    this.#desk.clear();
    const drop = (name: string): void => void dropped.push(`the state of '${name}' has no place in this app`);
    if (state) this.#registry.restore(state, drop);
    else yield* this.#registry.restoreSteps(from, drop);
    this.#onDemand.awaitAgain(parseOnDemandQuery);
    const {textMark, entered} = taken.behind ?? readBehind(from, 3);
    if (isOwn && textMark !== this.#textMark)
      throw new Error('the states in the snapshot do not end where they should');
    if (entered !== undefined)
      // What started anew stands behind what was waiting, but for the same text all is as it was.
      this.#scheduler.resumeFrom(textMark === this.#textMark ? entered : Math.max(entered, this.#scheduler.entered));
    return dropped;
  }
  /** Reads `count` values behind the states first. */
  *#lookAhead(from: ValueReader, count: number): Steps<Taken> {
    const toStates = from.mark();
    yield* from.skip();
    const behind = readBehind(from, count);
    toStates();
    if (behind.forms === undefined || behind.textMark === this.#textMark) return {dropped: [], behind};
    const states = (yield* from.slowly()) as ReadonlyMap<string, Plain>;
    return {...carryOver(states, formsOfPlain(behind.forms), this.#forms, renameQueries), behind};
  }

  /** Moves the clock for an arrival and answers the event's timestamp. */
  #arrive(moveTo: number | undefined, timestamp: number | undefined): number {
    if (this.playback) {
      if (this.#heartbeat) this.#beat(this.#heartbeat);
      if (moveTo !== undefined && moveTo >= this.#scheduler.now()) this.#scheduler.jump(moveTo);
      return timestamp ?? moveTo ?? this.#wall();
    }
    const {clock} = this.#options;
    const scheduler = this.#scheduler;
    if (clock) scheduler.step(clock.now());
    else if (scheduler.isWaiting) scheduler.step(scheduler.now());
    return timestamp ?? scheduler.now();
  }
  /** An event comes: the beats before it first, then the silence begins anew. */
  #beat(heartbeat: Heartbeat): void {
    const wall = this.#options.clock?.now();
    if (wall !== undefined) heartbeat.passTo(wall);
    heartbeat.arrived();
  }
  /** The caller's clock; without one, the engine's own stands for it. */
  #wall(): number {
    return this.#options.clock?.now() ?? this.#scheduler.now();
  }
  /** Lets the caller's clock drive the next timer. */
  #arm(): void {
    const {clock} = this.#options;
    if (!clock || this.#state !== 'running') return;
    this.#timer?.cancel();
    const due = this.nextDue();
    this.#timer =
      due === undefined
        ? null
        : clock.at(due, () => {
            if (this.playback) this.#heartbeat?.passTo(clock.now());
            else this.#scheduler.step(clock.now());
            this.#arm();
          });
  }
  #input(stream: string): Input {
    if (this.#state !== 'running') this.#mustRun('send');
    if (stream === this.#lastStream && this.#lastInput !== null) return this.#lastInput;
    this.#lastInput = this.#inputs.get(stream) ?? this.#newInput(stream);
    this.#lastStream = stream;
    return this.#lastInput;
  }
  #newInput(stream: string): Input {
    const {attributes} = this.#inputStream(stream);
    const input = {read: rowReader(stream, attributes), junction: this.#junction(stream)};
    this.#inputs.set(stream, input);
    return input;
  }
  /** What can be sent to. */
  #inputStream(stream: string): Readable {
    const found = this.#planner.streams.get(stream);
    if (!found || found.kind === 'fault')
      throw new InputError(
        `there is no stream '${stream}'${didYouMean(stream, [...this.#planner.streams.keys()])}`,
        stream,
      );
    return found;
  }
  #mustKnow(id: string): void {
    const known = this.#planner.streams;
    if (!known.has(id)) throw new Error(`there is no stream '${id}'${didYouMean(id, [...known.keys()])}`);
  }
  #mustRun(what: string): void {
    if (this.#state !== 'running') this.#refuse(what);
  }
  #refuse(what: string): never {
    throw new Error(`app '${this.name}' is not running: ${what}() needs start() first`);
  }
  #junction(name: string): Junction {
    let junction = this.#junctions.get(name);
    if (!junction) {
      junction = new Junction(name, (error, chunk) => this.#fault(name, error, chunk), this.#depth);
      this.#junctions.set(name, junction);
    }
    return junction;
  }
  /** An error at a stream: reported; with `@OnError(action='stream')` the whole chunk goes to the fault stream. */
  #fault(name: string, error: Error, chunk: Chunk, query = queryOf(error)): void {
    const toStream = this.#planner.streams.has(`!${name}`);
    const action = toStream ? 'stream' : this.#planner.storing.has(name) ? 'store' : 'log';
    this.#report(error, name, chunk, action, query);
    if (!toStream) return;
    const faults = new NewChunk();
    const reason = {type: error.name, message: error.message};
    for (let i = 0; i < chunk.length; i++) faults.push(chunk.ts[i]!, CURRENT, [...chunk.rows[i]!, reason]);
    this.#junction(`!${name}`).chunk(faults);
  }
  #report(
    error: Error,
    stream: string,
    chunk: Chunk | null,
    action: RuntimeFailure['action'] = 'log',
    query = queryOf(error),
  ): void {
    const events: Event[] = [];
    for (let i = 0; i < (chunk?.length ?? 0); i++) events.push({timestamp: chunk!.ts[i]!, data: [...chunk!.rows[i]!]});
    this.#options.onError?.({app: this.name, stream, query, action, error, events});
  }
  #guard(turn: () => void, query: string): void {
    try {
      turn();
    } catch (error) {
      this.#report(error as Error, '', null, 'log', query);
    }
  }
  /** A callback of the user's: what it throws is reported and stops nothing. */
  #outside(call: () => void): void {
    this.#guard(call, '');
  }
  #onDemandOf<T>(text: string, run: (query: OnDemandQuery) => T): T {
    try {
      return run(parseOnDemandQuery(text));
    } catch (error) {
      if (error instanceof SiddhiAppError && error.span)
        throw new SiddhiAppError(error.kind, error.reason, error.span, text);
      throw error;
    }
  }
}

function sizeOf(window: NamedWindow): number {
  let size = 0;
  window.each(() => size++);
  return size;
}

function nameOf(app: App): string {
  const annotation = annotationOf(app.annotations, 'name');
  return (annotation && elementOf(annotation, '')?.value) ?? 'SiddhiApp';
}

function readBehind(from: ValueReader, count: number): Behind & {forms?: Plain | undefined} {
  const [textMark, forms, entered] = Array.from({length: count}, () => from.value()) as [string?, Plain?, number?];
  from.end();
  return {textMark, forms, entered};
}

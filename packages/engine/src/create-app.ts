import {finish} from '@tandem/wire';
import {seeded} from '@tandem/base';
import {type App, type OnDemandQuery, parse, parseOnDemandQuery, SiddhiAppError} from '@tandem/siddhiql';
import type {
  AppOptions,
  AttributeInfo,
  Event,
  Metric,
  QueryCallback,
  RowCallback,
  SiddhiApp,
  StateCut,
  StatisticsLevel,
  StreamCallback,
  StreamInfo,
  StreamInput,
} from './api.ts';
import type {Form} from './core/carry-over.ts';
import {Chunk, CURRENT} from './core/chunk.ts';
import type {Steps} from './core/cut.ts';
import {ExternalDesk} from './external/desk.ts';
import {isExternal} from './external/external-table.ts';
import type {ExternalAnswer, ExternalTableInfo, OnDemandFound} from './external/port.ts';
import type {Junction} from './core/junction.ts';
import {StateRegistry} from './core/state.ts';
import {createOnDemand, type OnDemandRunner} from './on-demand/run-on-demand.ts';
import {annotationOf, elementOf} from './plan/annotations.ts';
import {AppPlanner} from './plan/app-planner.ts';
import {readAppAnnotations} from './plan/app-annotations.ts';
import {build, type Built} from './plan/build.ts';
import {describe} from './described.ts';
import {mark} from './plan/state-form.ts';
import {AppClock} from './running/app-clock.ts';
import {Draws} from './running/draws.ts';
import {Entrances} from './running/entrances.ts';
import {Failures} from './running/failures.ts';
import {Junctions} from './running/junctions.ts';
import {Life} from './running/life.ts';
import {Listeners} from './running/listeners.ts';
import {SavedState} from './running/saved-state.ts';
import {AppStatistics} from './statistics.ts';
import type {NamedWindow} from './windows/named-window.ts';

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

class RunningApp implements SiddhiApp {
  readonly name: string;
  readonly annotations: App['annotations'];
  readonly playback: boolean;
  readonly externalTables: ReadonlyMap<string, ExternalTableInfo>;
  readonly #life: Life;
  readonly #clock: AppClock;
  readonly #failures: Failures;
  readonly #planner: AppPlanner;
  readonly #built: Built;
  readonly #saved: SavedState;
  readonly #listeners: Listeners;
  readonly #entrances: Entrances;
  readonly #statistics: AppStatistics;
  readonly #desk: ExternalDesk;
  readonly #onDemand: OnDemandRunner;

  constructor(app: App, text: string, options: AppOptions) {
    this.name = nameOf(app);
    this.annotations = app.annotations;
    const {playback, idling, statistics} = readAppAnnotations(app.annotations);
    this.playback = playback;
    const life = new Life(this.name);
    const clock = new AppClock({playback, idling, clock: options.clock, life});
    this.#life = life;
    this.#clock = clock;
    const {scheduler, heartbeat} = clock;
    const generator = seeded(1);
    const draws = new Draws(options.random ?? (() => generator.next()));
    const junctions = new Junctions((stream, error, chunk) => this.#failures.fault(stream, error, chunk));
    const junction = (name: string): Junction => junctions.of(name);
    this.#failures = new Failures({
      app: this.name,
      hasStream: (name) => this.#planner.streams.has(name),
      isStored: (name) => this.#planner.storing.has(name),
      junction,
      tell: options.onError,
    });
    const failures = this.#failures;
    const registry = new StateRegistry();
    const forms = new Map<string, Form>();
    let planned = false;
    this.#desk = new ExternalDesk({
      ask: options.external,
      fail: (error, stream, query, chunk) =>
        stream === '' ? failures.report(error, '', chunk, 'log', query) : failures.fault(stream, error, chunk, query),
    });
    this.#planner = new AppPlanner(app, text, this.name, {
      now: () => scheduler.now(),
      random: () => draws.take(),
      keep: (name, state) => {
        if (!planned) registry.add(`call:${name}`, {save: () => state.save(), load: (s) => state.load(s as number)});
      },
      log: (level, message) => options.log?.(level, message),
      fail: (error) => failures.report(error),
      junction,
      external: this.#desk,
    });
    this.#built = build(app, this.#planner, {
      scheduler,
      registry,
      junction,
      depth: junctions.depth,
      guard: (turn, query) => failures.guard(turn, query),
      fail: (error, stream, chunk) => failures.report(error, stream, chunk),
      form: (name, form) => forms.set(name, form),
    });
    if (heartbeat) registry.add('heartbeat', heartbeat);
    const external = [...this.#planner.tables.values()].filter(isExternal);
    this.externalTables = new Map([...external.map(({id, info}) => [id, info] as const), ...this.#planner.stored]);
    if (this.externalTables.size > 0) registry.add('external', this.#desk);
    planned = true;
    const textMark = mark([text, ...Object.entries(options.variables ?? {}).flat()]);
    this.#saved = new SavedState({textMark, registry, forms, scheduler, draws, life});
    this.#statistics = new AppStatistics(
      {
        app: this.name,
        streams: () => this.#planner.streams.keys(),
        junction,
        tables: () => [...this.#planner.tables].map(([id, table]) => [id, table.size] as const),
        windows: () => [...this.#planner.windows].map(([id, window]) => [id, sizeOf(window)] as const),
      },
      statistics,
    );
    this.#listeners = new Listeners({
      queries: this.#built.queries,
      streams: this.#planner.streams,
      junction,
      failures,
    });
    this.#onDemand = createOnDemand(this.#planner);
    this.#entrances = new Entrances({streams: this.#planner.streams, junction, clock, life});
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
    this.#listeners.onQuery(name, callback);
  }
  onRow(id: string, callback: RowCallback): void {
    this.#listeners.onRow(id, callback);
  }
  onStream(id: string, callback: StreamCallback): void {
    this.#listeners.onStream(id, callback);
  }

  start(): void {
    if (this.#life.open) return;
    this.#clock.toWall();
    if (this.#life.start()) {
      for (const query of this.#built.queries.values()) query.start();
      for (const partition of this.#built.partitions) partition.start();
      for (const trigger of this.#built.triggers) this.#failures.guard(() => trigger.start());
    } else {
      for (const partition of this.#built.partitions) partition.resume();
    }
    this.#clock.arm();
  }
  stop(): void {
    this.#life.stop();
    this.#clock.disarm();
  }

  send(stream: string, row: readonly unknown[], timestamp?: number): void {
    this.#entrances.send(stream, row, timestamp);
  }
  input(stream: string): StreamInput {
    return this.#entrances.of(stream);
  }
  sendBatch(stream: string, events: readonly {timestamp?: number; data: readonly unknown[]}[]): void {
    this.#entrances.sendBatch(stream, events);
  }
  fault(stream: string, events: readonly Event[], error: Error): void {
    this.#life.mustRun('fault');
    this.#entrances.known(stream);
    const chunk = new Chunk();
    for (const {timestamp, data} of events) chunk.push(timestamp, CURRENT, data);
    this.#failures.fault(stream, error, chunk);
    this.#clock.arm();
  }
  advanceTo(timestamp: number): void {
    this.#clock.advanceTo(timestamp);
  }
  now(): number {
    return this.#clock.now();
  }
  nextDue(): number | undefined {
    return this.#clock.nextDue();
  }

  query(text: string): Event[] {
    this.#life.mustRun('query');
    this.#clock.toWall();
    return this.#onDemandOf(text, (query) => this.#onDemand.run(query, text));
  }
  ask(text: string): Event[] | number {
    this.#life.mustRun('ask');
    this.#clock.toWall();
    return this.#onDemandOf(text, (query) => this.#onDemand.ask(query, text));
  }
  answer(answer: ExternalAnswer): OnDemandFound[] {
    this.#life.mustRun('answer');
    this.#clock.toWall();
    const found = this.#desk.answer(answer);
    this.#clock.arm();
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
    return this.#saved.cut(only);
  }
  statefuls(): string[] {
    return this.#saved.names();
  }
  snapshotOf(stateful: string): Uint8Array | undefined {
    return this.#saved.of(stateful);
  }
  restore(bytes: Uint8Array): string[] {
    return finish(this.restoreSteps(bytes));
  }
  *restoreSteps(bytes: Uint8Array): Steps<string[]> {
    const dropped = yield* this.#saved.restoreSteps(bytes, () => this.#desk.clear());
    this.#onDemand.awaitAgain(parseOnDemandQuery);
    return dropped;
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

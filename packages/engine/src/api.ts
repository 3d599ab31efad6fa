import type {Clock} from '@tandem/base';
import type {Annotation, AttributeType} from '@tandem/siddhiql';
import type {ExternalAnswer, ExternalRequest, ExternalTableInfo, OnDemandFound} from './external/port.ts';

/**
 * A value of an attribute. `int`, `float`, `double`: number; `long`: number
 * while it is a safe integer, bigint beyond, never a bigint inside the safe
 * range; `string`, `bool`: as they are; `object`: anything that JSON can say,
 * and sets. Null is null.
 */
export type Value = null | boolean | number | bigint | string | object;
export type Row = Value[];

/** `timestamp`: ms since 1970; -1 for rows of on-demand queries. `data`: in the order of the definition. */
export type Event = {timestamp: number; data: Row};

/** Called once per chunk; `current` or `expired` is null when there are none. `timestamp`: of the chunk's last event. */
export type QueryCallback = (timestamp: number, current: Event[] | null, expired: Event[] | null) => void;
export type StreamCallback = (events: Event[]) => void;
/** One event of a stream. The row is the engine's own: it may be read and kept, and must not be changed. */
export type RowCallback = (timestamp: number, row: readonly Value[]) => void;

/** The entrance of one stream: `send` and `sendBatch` of the app without looking the stream up for each row. */
export interface StreamInput {
  /**
   * As `SiddhiApp.send`. The row is handed over: what is canonical already is kept as it is, without a copy, so the caller
   * must not change it afterwards.
   */
  send(row: readonly unknown[], timestamp?: number): void;
  /**
   * As `sendBatch`, without an object for each event: `timestamps` one per row, or absent for the clock's time. The lists
   * are read during the call only; rows are handed over. Throws RangeError for lists of unequal length.
   */
  sendRows(rows: readonly (readonly unknown[])[], timestamps?: readonly number[]): void;
  /** As `SiddhiApp.sendBatch`; rows are handed over. */
  sendBatch(events: readonly {timestamp?: number; data: readonly unknown[]}[]): void;
}

/** A run-time error: an event (or a whole chunk) was dropped by a query, or went to a fault stream. */
export type RuntimeFailure = {
  app: string;
  /** The stream at whose receivers the error surfaced; '' for timers. */
  stream: string;
  /** The query that failed; '' where it was none, or is not known. */
  query: string;
  /** What `@OnError` of the stream asks for; for `store`, keeping the events is the caller's part. */
  action: 'log' | 'stream' | 'store';
  error: Error;
  events: Event[];
};

export type AppOptions = {
  /**
   * Time. Default: a manual clock, which stands at 0 until `advanceTo` moves
   * it. A clock of the caller's drives the timers by itself between `start`
   * and `stop`.
   */
  clock?: Clock;
  /** Values of `${name}` in the text. */
  variables?: Record<string, string>;
  /** What `UUID()` and `math:rand()` draw on; default: seeded, the same in each run. */
  random?: () => number;
  /** Default: none; the event is dropped. */
  onError?: (failure: RuntimeFailure) => void;
  /** Lines of `#log()`. */
  log?: (level: string, message: string) => void;
  /**
   * Takes what the app asks of its external tables (`@store`), to be answered by `answer`, later: never from within. Without it
   * such tables are refused.
   */
  external?: (request: ExternalRequest) => void;
};

export type AttributeInfo = {name: string; type: AttributeType};
export type StreamInfo = {
  id: string;
  attributes: readonly AttributeInfo[];
  annotations: readonly Annotation[];
  defined: boolean;
};

/** How much `@app:statistics` measures: nothing; events of streams; also rows that tables and named windows hold. */
export type StatisticsLevel = 'OFF' | 'BASIC' | 'DETAIL';
/** `name`: in full, as the reference engine writes it. `value`: events since the level was raised from OFF, or rows. */
export type Metric = {name: string; kind: 'Streams' | 'Tables' | 'Windows'; id: string; value: number};

/**
 * A running Siddhi app. Synchronous and single-threaded: whatever follows from
 * a call has happened when it returns. See the package's README.
 */
export interface SiddhiApp {
  /** From `@app:name`, else `SiddhiApp`. */
  readonly name: string;
  readonly annotations: readonly Annotation[];
  /** True under `@app:playback`: events move the clock. */
  readonly playback: boolean;
  /** Streams, triggers' streams and inferred streams; not tables, windows, inner streams. */
  readonly streams: ReadonlyMap<string, StreamInfo>;
  readonly tables: ReadonlyMap<string, StreamInfo>;
  readonly windows: ReadonlyMap<string, StreamInfo>;
  readonly aggregations: ReadonlyMap<string, StreamInfo>;
  /** Names of the queries outside partitions. */
  readonly queryNames: readonly string[];

  onQuery(name: string, callback: QueryCallback): void;
  onStream(id: string, callback: StreamCallback): void;
  /** Each event of a stream, also those of a batch, one by one and without copies: the quickest way to listen. */
  onRow(id: string, callback: RowCallback): void;

  /** Fires start triggers. Sending to an app that was not started is an error. */
  start(): void;
  stop(): void;

  /**
   * One row, one chunk. Without `timestamp` the event carries the clock's
   * time. Throws `InputError` for an unknown stream, a wrong number of values
   * or a value of a wrong type; nothing has happened then.
   */
  send(stream: string, row: readonly unknown[], timestamp?: number): void;
  /** The entrance of one stream, for many rows. Throws `InputError` for an unknown stream. */
  input(stream: string): StreamInput;
  /** All rows as one chunk, with a batch's semantics. Throws as `send`, before any row is taken. */
  sendBatch(stream: string, events: readonly {timestamp?: number; data: readonly unknown[]}[]): void;
  /**
   * What left the stream could not be delivered: as an error of the stream, to its fault stream with
   * `@OnError(action='stream')`, else to `onError` alone. Throws `InputError` for an unknown stream.
   */
  fault(stream: string, events: readonly Event[], error: Error): void;
  /** Moves a manual clock, firing what falls due, each at its time, in order. A smaller time is ignored. */
  advanceTo(timestamp: number): void;
  /** The clock's time. */
  now(): number;
  /** When the next timer is due; undefined when none waits. */
  nextDue(): number | undefined;

  /** On-demand: the rows of a find, [] when there are none; [] for insert, update and delete. */
  query(text: string): Event[];
  /** As `query`, of any tables: the number of the read that it waits for, where an external one has to be asked first. */
  ask(text: string): Event[] | number;
  /** Names and types of a find's rows, without running it. */
  queryAttributes(text: string): AttributeInfo[];

  /** Tables with `@store`, and those of aggregations with `@store`. */
  readonly externalTables: ReadonlyMap<string, ExternalTableInfo>;
  /** An answer of whoever keeps the external tables; what waited for it goes on. What on-demand queries found is returned. */
  answer(answer: ExternalAnswer): OnDemandFound[];
  /** Asks once more for everything that waits: for an app that was stopped, and missed answers. */
  askAgain(): void;
  /** The next request gets a number above `number`. */
  numberRequestsFrom(number: number): void;
  /** Whether an answer has said already what of this write was refused. */
  isDecided(table: string, number: number): boolean;

  /** BASIC with `@app:statistics`, else OFF, until `measure` says otherwise. Neither level nor counts are state. */
  readonly statisticsLevel: StatisticsLevel;
  measure(level: StatisticsLevel): void;
  /** What is measured at this level; [] when it is OFF. */
  metrics(): Metric[];

  /** The whole state: equal histories give equal bytes. */
  snapshot(): Uint8Array;
  /**
   * As `snapshot`, to be written in steps while events go on. An earlier cut of this app is of no use any more.
   * `only`: nothing but these pieces will be asked for.
   */
  cut(only?: ReadonlySet<string>): StateCut;
  /**
   * Replaces the state. From a snapshot of another text of the app, queries and
   * definitions that did not change take their state over, whatever they are
   * called now; the others start empty. What was dropped is returned, in words.
   */
  restore(bytes: Uint8Array): string[];
  /** As `restore`, in steps; nothing else may be asked of the app until it has ended. */
  restoreSteps(bytes: Uint8Array): Generator<void, string[]>;
  /** Names of the pieces of the state, by operator: `query:Q/window`, `table:T`, `clock`. */
  statefuls(): string[];
  /** The state of one of them: equal histories give equal bytes. Undefined when there is none of that name. */
  snapshotOf(stateful: string): Uint8Array | undefined;
}

/** The state of an app as it was at one moment, whatever comes afterwards. A step takes some ten microseconds. */
export interface StateCut {
  /**
   * Yields between steps, and returns the bytes of `snapshot()` in pages.
   * `take`: is lent each page instead, until it returns.
   */
  snapshot(take?: (page: Uint8Array) => void): Generator<void, Uint8Array[]>;
  /** As `snapshot`, those of `snapshotOf`. */
  of(stateful: string, take?: (page: Uint8Array) => void): Generator<void, Uint8Array[]> | undefined;
  /** While it is open, what changes is put aside. */
  close(): void;
}

import {must} from '@tandem/base';
import type {Log, Output, Publisher} from '@tandem/cluster';
import {HttpSink, logLevel, logLine, Refused, type SinkTransport} from '@tandem/connectors';
import type {Undelivered} from '../machine/input.ts';
import {deliveredOrHandedOver, handsOverTo, type HandOver} from './hand-over.ts';
import type {Measures} from '../metrics/measures.ts';
import type {OutputBody} from '../machine/output-body.ts';
import type {Span} from '../tracing/tracing.ts';
import type {ExternalTables} from '../tables/external-tables.ts';
import type {TableChannel} from '../tables/table-channel.ts';
import {SinkQueue, type Verdict} from './sink-queue.ts';

export type PublisherOptions = {
  /** Outputs that wait for one sink; beyond it the app's sources are told to wait. */
  sinkQueueOutputs: number;
  /** Permission to publish at this very moment: asked right before each delivery. */
  mayAct: () => boolean;
  /** The recorded way of the input with this sequence, while its outputs are handed over. */
  wayOf?: (sequence: number) => Span | undefined;
  /** Takes what a sink with `on.error` STREAM or STORE could not deliver. */
  undelivered: HandOver;
  /** Absent: no app has any. */
  tables?: ExternalTables;
  log: Log;
};

/** Permission lapsed; it may come back. */
class NotNow extends Error {}

type Lane = {queue: SinkQueue; app: string; transport: SinkTransport | undefined; delivered: number};

/** Over how many full sinks' worth of outputs the whole node stops taking input. */
const fullAfterSinks = 10;

/**
 * Takes committed outputs to their sinks: one queue a sink, in order, each
 * output until it is delivered. A sink that is down holds up its own app; only
 * when very much waits does the node take no more input at all.
 */
export class SinkPublisher implements Publisher {
  readonly #options: PublisherOptions;
  #lanes = new Map<string, Lane>();
  /** Of external tables, by app and table. */
  #channels = new Map<string, {queue: TableChannel; app: string}>();
  #published = 0;
  #refused = 0;
  #eventsOut = 0;
  #held = false;
  /** A hand-over is being submitted: it makes room, so nothing is full to it. */
  #handingOver = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  publish(sequence: number, outputs: readonly Output[]): void {
    for (const {id, sink, body} of outputs) {
      const what = body as OutputBody;
      if (what.kind === 'external') {
        this.#ask(sequence, id, sink, what);
        continue;
      }
      if (what.kind === 'line') this.#line(what.level, what.message);
      else if (what.sink.kind === 'log') {
        this.#logSink(what);
        this.#eventsOut += what.events.length;
      } else this.#enqueue(sequence, id, sink, what);
      this.#published++;
      if (what.kind === 'line' || what.sink.kind === 'log') this.#lane(sink, '').delivered = sequence;
    }
  }

  get full(): boolean {
    if (this.#handingOver) return false;
    let waiting = 0;
    // Asked for each input: without a list of all queues.
    for (const {queue} of this.#lanes.values()) waiting += queue.size;
    for (const {queue} of this.#channels.values()) waiting += queue.size;
    return waiting > this.#options.sinkQueueOutputs * fullAfterSinks;
  }

  /** Whether a sink of this app has more waiting than it may. */
  busy(app: string): boolean {
    const most = this.#options.sinkQueueOutputs;
    for (const lane of this.#lanes.values()) if (lane.app === app && lane.queue.size > most) return true;
    for (const lane of this.#channels.values()) if (lane.app === app && lane.queue.size > most) return true;
    return false;
  }

  watermarks(): Record<string, number> {
    const marks: Record<string, number> = {};
    for (const [sink, {queue, delivered}] of this.#lanes) {
      const mark = Math.max(queue.delivered, delivered);
      if (mark > 0) marks[sink] = mark;
    }
    for (const [name, {queue}] of this.#channels) if (queue.delivered > 0) marks[name] = queue.delivered;
    return marks;
  }

  /** A hand-over is under way: what has not set out yet is for the next active. */
  hold(): void {
    this.#held = true;
    for (const {queue} of this.#queues()) queue.hold();
  }
  release(): void {
    this.#held = false;
    for (const {queue} of this.#queues()) queue.release();
  }
  get delivering(): boolean {
    return this.#queues().some(({queue}) => queue.delivering);
  }

  /** For metrics. */
  counts(): Measures['sinks'] {
    return {
      published: this.#published,
      refused: this.#refused,
      eventsOut: this.#eventsOut,
      waiting: Object.fromEntries(
        [...this.#lanes, ...this.#channels].map(([sink, {queue}]) => [sink, queue.size] as const),
      ),
    };
  }

  /** Resolves when nothing waits, or after `ms`. */
  async drained(ms: number): Promise<boolean> {
    const until = Date.now() + ms;
    while (this.#queues().some(({queue}) => queue.size > 0)) {
      if (Date.now() >= until) return false;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return true;
  }

  /** The node may publish no more: drops what waits. The next active publishes it. */
  reset(): void {
    for (const {queue, transport} of this.#lanes.values()) {
      queue.stop();
      transport?.close();
    }
    for (const {queue} of this.#channels.values()) queue.stop();
    this.#lanes = new Map();
    this.#channels = new Map();
    this.#held = false;
    void this.#options.tables?.close();
  }

  #queues(): {queue: SinkQueue | TableChannel; app: string}[] {
    return [...this.#lanes.values(), ...this.#channels.values()];
  }
  #ask(sequence: number, id: string, name: string, what: Extract<OutputBody, {kind: 'external'}>): void {
    const tables = must(this.#options.tables, 'a way to external tables');
    let channel = this.#channels.get(name);
    if (!channel) {
      channel = {queue: tables.channel(name), app: what.app};
      if (this.#held) channel.queue.hold();
      this.#channels.set(name, channel);
    }
    channel.queue.push(tables.placed(sequence, id, what));
  }

  #enqueue(sequence: number, id: string, sink: string, what: Extract<OutputBody, {kind: 'payload'}>): void {
    const lane = this.#lane(sink, what.sink.app, what.options['on.error']?.toUpperCase() !== 'LOG');
    lane.transport ??= new HttpSink();
    const {transport} = lane;
    const way = this.#options.wayOf?.(sequence);
    const attempt = async (): Promise<void> => {
      if (!this.#options.mayAct()) throw new NotNow('this node may not publish at this moment');
      const payload = what.sink.mapper.map(what.events);
      if (typeof payload !== 'string') throw new Refused('the mapper gave no text');
      const {contentType} = what.sink.mapper;
      if (!way) await transport.deliver(payload, what.options, id, contentType);
      else await traced(way, sink, id, (headers) => transport.deliver(payload, what.options, id, contentType, headers));
      this.#eventsOut += what.events.length;
    };
    const to = handsOverTo(what.options);
    const deliver =
      to === undefined
        ? attempt
        : deliveredOrHandedOver(
            {id, sink: what.sink, events: what.events, to},
            attempt,
            (error) => error instanceof NotNow,
            (failed) => this.#handOver(failed),
          );
    lane.queue.push({sequence, id, deliver});
  }

  async #handOver(failed: Undelivered): Promise<void> {
    this.#handingOver = true;
    let taken: Promise<unknown>;
    try {
      taken = this.#options.undelivered(failed);
    } finally {
      this.#handingOver = false;
    }
    await taken;
    this.#refused++;
  }

  #lane(sink: string, app: string, patient = true): Lane {
    let lane = this.#lanes.get(sink);
    if (!lane) {
      const queue = new SinkQueue((error, {id}, attempt) => this.#judge(error, id, attempt, patient));
      if (this.#held) queue.hold();
      lane = {queue, app, transport: undefined, delivered: 0};
      this.#lanes.set(sink, lane);
    }
    return lane;
  }

  /** `patient`: `on.error` is WAIT; otherwise a second failure ends it, as Siddhi does. */
  #judge(error: unknown, id: string, attempt: number, patient: boolean): Verdict {
    if (error instanceof NotNow) return 'again';
    const reason = error instanceof Error ? error.message : String(error);
    const never = error instanceof Refused || error instanceof SyntaxError;
    if (never || (!patient && attempt > 1)) {
      this.#refused++;
      const what = never ? 'was refused' : 'could not be delivered (on.error is LOG)';
      this.#options.log.error(`output ${id} ${what} and is left out: ${reason}`);
      return 'leaveOut';
    }
    if (attempt === 1 || attempt % 20 === 0) {
      this.#options.log.warn(`output ${id} could not be delivered, attempt ${attempt}: ${reason}`);
    }
    return 'again';
  }

  #logSink(what: Extract<OutputBody, {kind: 'payload'}>): void {
    const {sink, options, events} = what;
    const prefix = options['prefix'] ?? `${sink.app} : ${sink.stream.id}`;
    this.#line(
      logLevel(options['priority'] ?? 'INFO') ?? 'info',
      logLine(prefix, sink.mapper.map(events), sink.stream),
      'LogSink',
    );
  }

  #line(level: string, message: string, logger = 'SiddhiApp'): void {
    if (level === 'off') return;
    const known = (['debug', 'info', 'warn', 'error'] as const).find((l) => l === level.toLowerCase()) ?? 'info';
    this.#options.log[known](message, {logger});
  }
}

/** Each attempt is a span, of which the receiver is told. */
async function traced(
  way: Span,
  sink: string,
  id: string,
  deliver: (headers: Readonly<Record<string, string>>) => Promise<void>,
): Promise<void> {
  const span = way.begin('publish', {'tandem.sink': sink, 'tandem.output': id});
  try {
    await deliver({traceparent: span.traceparent});
    span.end();
  } catch (error) {
    span.end(error);
    throw error;
  }
}

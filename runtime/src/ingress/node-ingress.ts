import {randomUUID} from 'node:crypto';
import type {IncomingHttpHeaders} from 'node:http';
import {
  type Accepted,
  type ForwardedAnswer,
  type ForwardedRequest,
  type Ingress,
  type IngressInput,
  IngressRefused,
  type MappedEvent,
} from '@tandem/connectors';
import {assert} from '@tandem/base';
import {SubmitRefused} from '@tandem/cluster';
import type {Plain} from '@tandem/wire';
import type {Chunk, Input} from '../machine/input.ts';
import type {Reply} from '../machine/reply.ts';
import type {Span, Tracing} from '../tracing/tracing.ts';
import {Exchanges} from './exchanges.ts';
import {authoriser, type Credentials} from '../rest/credentials.ts';

export type Target = {host: string; portsOffset: number};

export type NodeIngressOptions = {
  credentials: Credentials;
  /** This node takes inputs itself. */
  active: () => boolean;
  submit: (input: Input, way?: Span) => Promise<Reply>;
  tracing?: Tracing | undefined;
  /** Whether a sink of the app has too much waiting. */
  busy: (app: string) => boolean;
  /** The other node, when it is active; undefined when nobody is known to be. */
  target: () => Promise<Target | undefined>;
  /** `forward`, or answer 503 at once. */
  forwards: boolean;
  /** How long a request is held while no node is active, ms. */
  holdMs: number;
  /** Bytes of requests that are held or forwarded at once; what would exceed it is refused, to come again. */
  heldBytes: number;
};

/** Counted beside a body: what a request that waits costs. */
const overhead = 2048;
/** To the other node, from each of its ports' requests. */
const connections = 256;
/** Between two looks at who is active, ms. */
const lookEvery = 50;
/**
 * The HTTP sources' way into the cluster. On a node that is not active a
 * request goes to the one that is, and waits for one within bounds. Each
 * forwarded request has an idempotency key, its client's or one made here, so
 * that trying again never counts an event twice.
 */
export class NodeIngress implements Ingress {
  readonly #options: NodeIngressOptions;
  readonly #authorised: (header: string | undefined) => boolean;
  /** How often this node has become active. */
  #turns = 0;
  #nobody = false;
  /** Bytes of requests that are held or forwarded now. */
  #held = 0;
  readonly #exchanges: Exchanges;

  constructor(options: NodeIngressOptions) {
    this.#options = options;
    this.#authorised = authoriser(options.credentials);
    this.#exchanges = new Exchanges(connections, options.holdMs);
  }
  active(): boolean {
    return this.#options.active();
  }
  authorised(headers: IncomingHttpHeaders): boolean {
    return this.#authorised(headers.authorization);
  }

  submit(input: IngressInput): Promise<Accepted> {
    return this.#options.tracing ? this.#traced(input, this.#options.tracing) : this.#submit(input);
  }

  async #traced(input: IngressInput, tracing: Tracing): Promise<Accepted> {
    const {app, stream, chunks, traceparent} = input;
    const attributes = {
      'tandem.app': app,
      'tandem.stream': stream,
      'tandem.events': chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    };
    const way = tracing.receive(`receive ${app}/${stream}`, attributes, traceparent);
    if (!way) return this.#submit(input);
    try {
      const accepted = await this.#submit(input, way);
      way.end(accepted.failure);
      return accepted;
    } catch (error) {
      way.end(error);
      throw error;
    }
  }

  async #submit({app, stream, chunks, key = ''}: IngressInput, way?: Span): Promise<Accepted> {
    if (this.#options.busy(app)) throw new IngressRefused('busy', `a sink of ${app} has too much waiting`);
    try {
      const reply = await this.#options.submit({kind: 'events', app, stream, chunks: chunks.map(chunkOf), key}, way);
      if (!reply.ok)
        return {sequence: reply.sequence, timestamp: 0, events: 0, repeated: false, failure: reply.message};
      assert('events' in reply, 'events are answered with their number');
      const {sequence, timestamp, events} = reply;
      return {sequence, timestamp, events, repeated: reply.repeated ?? false, failure: undefined};
    } catch (error) {
      if (!(error instanceof SubmitRefused)) throw error;
      throw new IngressRefused(error.reason === 'lost' ? 'unknown' : error.reason, error.message);
    }
  }

  async forward(request: ForwardedRequest): Promise<ForwardedAnswer | 'local'> {
    const {forwards, heldBytes} = this.#options;
    if (!forwards) return none;
    const bytes = request.body.length + overhead;
    if (this.#held + bytes > heldBytes) return tooMuch;
    this.#held += bytes;
    try {
      return await this.#forward(request);
    } finally {
      this.#held -= bytes;
    }
  }

  async #forward(request: ForwardedRequest): Promise<ForwardedAnswer | 'local'> {
    const {holdMs, active, target} = this.#options;
    const until = performance.now() + holdMs;
    const key = request.headers['idempotency-key'] ?? randomUUID();
    const keyed = {...request, headers: {...request.headers, 'idempotency-key': key}};
    for (;;) {
      const turn = this.#turns;
      const found = await target().catch(() => undefined);
      // Not to the other node if this one has become active meanwhile.
      if (found && turn === this.#turns) {
        const {host, portsOffset} = found;
        const sent = this.#exchanges.send(host, request.port + portsOffset, keyed);
        const answer = await sent.catch(() => undefined);
        if (answer && answer.status !== 503) return answer;
      }
      if (performance.now() >= until || (this.#nobody && !found)) return none;
      // A node may still call itself active when its inputs are already refused: without a pause it would ask itself for ever.
      if (turn === this.#turns) await new Promise((resolve) => setTimeout(resolve, lookEvery));
      if (active()) {
        // Taken here under the key that the other node may have seen.
        request.headers['idempotency-key'] = key;
        return 'local';
      }
    }
  }

  /** This node has become active: what waits for the other one, which may be frozen, is taken here. */
  takeHere(): void {
    this.#turns++;
    this.#exchanges.abandon();
  }

  /** This node has left, and there is nobody whom a request could wait for. */
  letGo(): void {
    this.#nobody = true;
  }

  close(): void {
    this.#exchanges.abandon();
  }
}

function chunkOf(events: readonly MappedEvent[]): Chunk {
  const rows: Plain[][] = [];
  let timed = false;
  for (const event of events) {
    rows.push(event.data as Plain[]);
    if (event.timestamp !== undefined) timed = true;
  }
  return timed ? {rows, times: events.map((event) => event.timestamp ?? 0)} : {rows};
}

const none: ForwardedAnswer = {
  status: 503,
  headers: {'content-type': 'application/json', 'retry-after': '1'},
  body: Buffer.from('{"error":"no node is active"}'),
};
const tooMuch: ForwardedAnswer = {
  status: 429,
  headers: {'content-type': 'application/json', 'retry-after': '1'},
  body: Buffer.from('{"error":"too many requests wait for the active node"}'),
};

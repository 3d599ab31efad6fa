import {randomUUID} from 'node:crypto';
import {Agent, request as httpRequest} from 'node:http';

export type PushOptions = {
  /** The source's address on each node, `http://host:port/path`; the first is tried first. */
  nodes: readonly string[];
  /** Basic authentication. */
  user?: string;
  password?: string;
  /** How long one push is tried over, ms. @default 120000 */
  patienceMs?: number;
  /** Of one attempt, ms. @default 15000 */
  attemptMs?: number;
  /** Told why an attempt failed, before the next one. */
  onRetry?: (why: string) => void;
};

/** What the cluster says about a push once it is committed. */
export type Pushed = {
  events: number;
  sequence: number;
  /** ms since 1970, as the cluster applied it. */
  timestamp: number;
  /** An earlier attempt had arrived: it was not applied again. */
  repeated: boolean;
  attempts: number;
  /** From the first attempt to the answer, ms. */
  waitedMs: number;
};

/** The cluster looked at the payload and refused it: trying again would not help. */
export class PushRefused extends Error {
  override readonly name = 'PushRefused';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Nobody took the push within the client's patience. Whether it counts is unknown. */
export class PushGaveUp extends Error {
  override readonly name = 'PushGaveUp';
}

const firstWait = 20;
const longestWait = 500;

/**
 * Pushes events to a pair of nodes, one request after the other, so their
 * order is kept. Each has an idempotency key; when a node does not answer, or
 * says that it is not active or busy, the same request goes to the other one,
 * and no event counts twice.
 */
export class PushClient {
  readonly #options: PushOptions;
  readonly #agent = new Agent({keepAlive: true, maxSockets: 1});
  #node = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: PushOptions) {
    if (options.nodes.length === 0) throw new Error('nodes: found none, expected at least one address');
    this.#options = options;
  }

  /** Resolves once the events are committed. Throws `PushRefused` or `PushGaveUp`; later pushes go on. */
  push(payload: unknown, key: string = randomUUID()): Promise<Pushed> {
    const body = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
    const pushed = this.#last.then(() => this.#deliver(body, key));
    this.#last = pushed.catch(() => undefined);
    return pushed;
  }

  close(): void {
    this.#agent.destroy();
  }

  async #deliver(body: Buffer, key: string): Promise<Pushed> {
    const began = performance.now();
    const {patienceMs = 120_000, nodes} = this.#options;
    for (let attempts = 1, wait = firstWait; ; attempts++, wait = Math.min(wait * 2, longestWait)) {
      let why: string;
      try {
        const {status, text} = await this.#attempt(nodes[this.#node] ?? '', body, key);
        if (status === 200) return {...answer(text), attempts, waitedMs: performance.now() - began};
        if (status !== 429 && status < 500)
          throw new PushRefused(status, `${nodes[this.#node]} answered ${status}: ${text}`);
        why = `answered ${status}: ${text}`;
      } catch (error) {
        if (error instanceof PushRefused) throw error;
        why = error instanceof Error ? error.message : String(error);
      }
      if (performance.now() - began > patienceMs)
        throw new PushGaveUp(`${nodes[this.#node]} ${why}; nobody took the events within ${patienceMs} ms`);
      this.#options.onRetry?.(`${nodes[this.#node]} ${why}`);
      this.#node = (this.#node + 1) % nodes.length;
      if (attempts % nodes.length === 0) await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  #attempt(url: string, body: Buffer, key: string): Promise<{status: number; text: string}> {
    const {user, password, attemptMs = 15_000} = this.#options;
    const headers: Record<string, string | number> = {
      'content-type': 'application/json',
      'content-length': body.length,
      'idempotency-key': key,
    };
    if (user !== undefined)
      headers['authorization'] = `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`;
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        url,
        {method: 'POST', agent: this.#agent, headers, timeout: attemptMs},
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', reject);
          response.on('end', () =>
            resolve({status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8')}),
          );
        },
      );
      request.on('timeout', () => request.destroy(new Error(`did not answer within ${attemptMs} ms`)));
      request.on('error', reject);
      request.end(body);
    });
  }
}

function answer(text: string): Pick<Pushed, 'events' | 'sequence' | 'timestamp' | 'repeated'> {
  const {events = 0, sequence = 0, timestamp = 0, repeated = false} = JSON.parse(text) as Partial<Pushed>;
  return {events, sequence, timestamp, repeated};
}

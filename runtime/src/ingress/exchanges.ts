import {type ForwardedAnswer, forwardedHeader, type ForwardedRequest} from '@tandem/connectors';
import {Exchange} from './exchange.ts';
import {ofConnection} from './of-connection.ts';

type Waiting = {alone: boolean; take: (exchange: Exchange | undefined) => void};
/** To one address. */
type Pool = {all: Set<Exchange>; waiting: Waiting[]};

/** What may stand in a head. */
const visible = /^[\t\x20-\x7e\x80-\xff]*$/;
/** A longer head may be too long for the other node, whose parser then refuses it ahead of the answers to earlier requests. */
const longestShared = 4096;

/**
 * Requests to other nodes, over connections that are kept: a fraction of the cost of `node:http`. Few connections carry many
 * requests, so that those of one turn are one write, and so are their answers.
 */
export class Exchanges {
  readonly #most: number;
  readonly #timeout: number;
  readonly #pools = new Map<string, Pool>();

  /** `most`: connections to one address; further requests wait. `timeout`: for an answer, ms. */
  constructor(most: number, timeout: number) {
    this.#most = most;
    this.#timeout = timeout;
  }
  /** Takes a request to another node, marked so that it is not taken further. Rejects when no complete answer comes. */
  async send(host: string, port: number, request: ForwardedRequest): Promise<ForwardedAnswer> {
    const head = headOf(host, port, request);
    const alone = request.method !== 'POST' || head.length > longestShared;
    const bytes = head + request.body.toString('latin1');
    const pool = this.#pool(`${host}:${port}`);
    const exchange = this.#withRoom(pool, alone) ?? this.#opened(host, port, pool);
    if (exchange) return exchange.ask(bytes, alone);
    return new Promise((resolve, reject) => {
      const take: Waiting['take'] = (free) => (free ? resolve(free.ask(bytes, alone)) : reject(abandoned()));
      pool.waiting.push({alone, take});
    });
  }
  /** Ends what is on its way: no answer to it is awaited any more. */
  abandon(): void {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    for (const {all, waiting} of pools) {
      for (const {take} of waiting.splice(0)) take(undefined);
      for (const exchange of all) exchange.end(abandoned());
    }
  }

  #pool(address: string): Pool {
    const pool = this.#pools.get(address) ?? {all: new Set(), waiting: []};
    this.#pools.set(address, pool);
    return pool;
  }
  /** The oldest that has room, so that requests meet. */
  #withRoom({all, waiting}: Pool, alone: boolean): Exchange | undefined {
    if (waiting.length > 0) return undefined;
    for (const exchange of all) if (exchange.hasRoom(alone)) return exchange;
    return undefined;
  }
  #opened(host: string, port: number, pool: Pool): Exchange | undefined {
    if (pool.all.size >= this.#most) return undefined;
    const onRoom = (exchange: Exchange): void => {
      for (let next = pool.waiting[0]; next && exchange.hasRoom(next.alone); next = pool.waiting[0]) {
        pool.waiting.shift();
        next.take(exchange);
      }
    };
    const onEnd = (exchange: Exchange): void => {
      pool.all.delete(exchange);
      if (pool.waiting.length === 0) return;
      const another = this.#opened(host, port, pool);
      if (another) onRoom(another);
    };
    const exchange = new Exchange(host, port, this.#timeout, onRoom, onEnd);
    pool.all.add(exchange);
    return exchange;
  }
}

const abandoned = (): Error => new Error('the answer is not awaited any more');

function headOf(host: string, port: number, {method, path, headers, body}: ForwardedRequest): string {
  const lines = [`${method} ${path} HTTP/1.1`, `host: ${host}:${port}`];
  for (const [name, value] of Object.entries(headers)) {
    if (ofConnection.has(name) || name === forwardedHeader || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) lines.push(`${name}: ${one}`);
  }
  lines.push(`content-length: ${body.length}`, `${forwardedHeader}: 1`);
  const odd = lines.find((line) => !visible.test(line));
  if (odd !== undefined) throw new Error(`a header that cannot be handed on: ${JSON.stringify(odd)}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

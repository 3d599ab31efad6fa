import {type ForwardedAnswer, forwardedHeader, type ForwardedRequest} from '@tandem/connectors';
import {Exchange} from './exchange.ts';
import {ofConnection} from './of-connection.ts';

/** To one address. */
type Pool = {free: Exchange[]; all: Set<Exchange>; waiting: ((exchange: Exchange | undefined) => void)[]};

/** What may stand in a head. */
const visible = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Requests to other nodes, over connections that are kept: a fraction of the cost of `node:http`. */
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
    const bytes = bytesOf(host, port, request);
    return (await this.#exchange(host, port)).ask(bytes);
  }
  /** Ends what is on its way: no answer to it is awaited any more. */
  abandon(): void {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    for (const {all, waiting} of pools) {
      for (const exchange of all) exchange.end(abandoned());
      for (const next of waiting) next(undefined);
    }
  }

  async #exchange(host: string, port: number): Promise<Exchange> {
    const address = `${host}:${port}`;
    const pool = this.#pools.get(address) ?? {free: [], all: new Set(), waiting: []};
    this.#pools.set(address, pool);
    const free = pool.free.pop();
    if (free) return free;
    if (pool.all.size < this.#most) return this.#open(host, port, pool);
    const next = await new Promise<Exchange | undefined>((resolve) => pool.waiting.push(resolve));
    if (!next) throw abandoned();
    return next;
  }
  #open(host: string, port: number, pool: Pool): Exchange {
    const onFree = (exchange: Exchange): void => {
      const next = pool.waiting.shift();
      if (next) next(exchange);
      else pool.free.push(exchange);
    };
    const onEnd = (exchange: Exchange): void => {
      pool.all.delete(exchange);
      pool.free = pool.free.filter((other) => other !== exchange);
      const next = pool.waiting.shift();
      if (next) next(this.#open(host, port, pool));
    };
    const exchange = new Exchange(host, port, this.#timeout, onFree, onEnd);
    pool.all.add(exchange);
    return exchange;
  }
}

const abandoned = (): Error => new Error('the answer is not awaited any more');

function bytesOf(host: string, port: number, {method, path, headers, body}: ForwardedRequest): string {
  const lines = [`${method} ${path} HTTP/1.1`, `host: ${host}:${port}`];
  for (const [name, value] of Object.entries(headers)) {
    if (ofConnection.has(name) || name === forwardedHeader || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) lines.push(`${name}: ${one}`);
  }
  lines.push(`content-length: ${body.length}`, `${forwardedHeader}: 1`);
  const odd = lines.find((line) => !visible.test(line));
  if (odd !== undefined) throw new Error(`a header that cannot be handed on: ${JSON.stringify(odd)}`);
  return `${lines.join('\r\n')}\r\n\r\n${body.toString('latin1')}`;
}

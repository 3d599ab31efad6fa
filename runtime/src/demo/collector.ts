import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';

export type Received = {id: string; body: string};

/** What the demo's sinks publish to: keeps every output under its id. */
export class Collector {
  readonly #server: Server;
  readonly #outputs = new Map<string, string>();
  /** Outputs that came again under an id that was there: what a takeover may do, and a receiver can tell. */
  repeated = 0;
  /** The same id with another body: must not happen. */
  contradicted = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        this.#take(String(request.headers['idempotency-key']), Buffer.concat(parts).toString('utf8'));
        response.end();
      });
    });
    this.#server.keepAliveTimeout = 60_000;
  }

  /** Resolves with its address. */
  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  get size(): number {
    return this.#outputs.size;
  }
  outputs(): Received[] {
    return [...this.#outputs].map(([id, body]) => ({id, body}));
  }
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(id: string, body: string): void {
    const before = this.#outputs.get(id);
    if (before === undefined) this.#outputs.set(id, body);
    else if (before === body) this.repeated++;
    else this.contradicted++;
  }
}

import {createServer, type Server} from 'node:http';
import {type Ledger} from './ledger.ts';

/** Where the outputs of the nodes go: enters each into the ledger, then answers. */
export class Sink {
  readonly #server: Server;

  constructor(ledger: () => Ledger) {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        ledger().output(String(request.headers['idempotency-key']), Buffer.concat(parts).toString('utf8'));
        response.end();
      });
    });
    this.#server.keepAliveTimeout = 60_000;
  }

  /** @param host of this machine, as the containers reach it */
  async open(host: string, port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

import {createServer, type Server} from 'node:http';
import {bodyHash} from '../check/hash.ts';
import type {Outputs} from '../check/outputs.ts';

/** What the sinks publish to: accounts for each output, and can be made to refuse for a while. */
export class Collector {
  readonly #server: Server;
  /** Answers 503, and counts nothing. */
  refusing = false;

  constructor(outputs: Outputs) {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('error', () => undefined);
      request.on('end', () => {
        if (this.refusing) return void response.writeHead(503).end();
        outputs.take(String(request.headers['idempotency-key']), bodyHash(Buffer.concat(parts)));
        return void response.end();
      });
    });
    this.#server.keepAliveTimeout = 60_000;
  }
  open(port: number): Promise<void> {
    return new Promise((resolve) => this.#server.listen(port, '0.0.0.0', resolve));
  }
}

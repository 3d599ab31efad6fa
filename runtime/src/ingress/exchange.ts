import {connect, type Socket} from 'node:net';
import type {ForwardedAnswer} from '@tandem/connectors';
import {ofConnection} from './of-connection.ts';

const statusLine = /^HTTP\/1\.1 (\d{3}) /;

/**
 * One kept-alive connection to the other node, with one request at a time. It reads what an answer of this server
 * looks like, always with a length; anything else ends it.
 */
export class Exchange {
  readonly #socket: Socket;
  readonly #onFree: (exchange: Exchange) => void;
  #parts: Buffer[] = [];
  #size = 0;
  #wanted = 0;
  #open: {resolve: (answer: ForwardedAnswer) => void; reject: (why: Error) => void} | undefined;

  /** `timeout`: ms of silence after which the connection ends. `onFree`: the next request may come. `onEnd`: it is gone. */
  constructor(
    host: string,
    port: number,
    timeout: number,
    onFree: (exchange: Exchange) => void,
    onEnd: (exchange: Exchange) => void,
  ) {
    this.#onFree = onFree;
    this.#socket = connect({host, port, noDelay: true});
    this.#socket.setTimeout(timeout, () => this.end(new Error('the active node did not answer')));
    this.#socket.on('data', (bytes) => this.#take(bytes));
    this.#socket.on('error', (error) => this.end(error));
    this.#socket.on('close', () => {
      this.end(new Error('the active node closed the connection'));
      onEnd(this);
    });
  }
  /** `bytes`: one a character. Rejects when no complete answer comes. */
  ask(bytes: string): Promise<ForwardedAnswer> {
    return new Promise((resolve, reject) => {
      this.#open = {resolve, reject};
      this.#socket.write(bytes, 'latin1');
    });
  }
  end(why: Error): void {
    const open = this.#open;
    this.#open = undefined;
    this.#socket.destroy();
    open?.reject(why);
  }

  #take(bytes: Buffer): void {
    if (!this.#open) return this.end(new Error('the active node spoke without being asked'));
    this.#parts.push(bytes);
    this.#size += bytes.length;
    if (this.#size < this.#wanted) return;
    const all = this.#parts.length === 1 ? bytes : Buffer.concat(this.#parts, this.#size);
    this.#parts = [all];
    const end = all.indexOf('\r\n\r\n', 0, 'latin1');
    if (end < 0) return;
    const head = all.toString('latin1', 0, end);
    const [, status] = statusLine.exec(head) ?? [];
    const headers = headersOf(head);
    const last = headers['connection'] === 'close';
    // What a parser refuses is answered without a length, and without a body.
    const length = headers['content-length'] ?? (last ? '0' : undefined);
    if (status === undefined || length === undefined || headers['transfer-encoding'] !== undefined)
      return this.end(new Error('the active node answered in a way that it never does'));
    this.#wanted = end + 4 + Number(length);
    if (this.#size < this.#wanted) return;
    if (this.#size > this.#wanted) return this.end(new Error('the active node answered more than it was asked'));
    this.#parts = [];
    this.#size = 0;
    this.#wanted = 0;
    const open = this.#open;
    this.#open = undefined;
    const kept = Object.entries(headers).filter(([name]) => !ofConnection.has(name));
    if (last) this.#socket.destroy();
    else this.#onFree(this);
    open?.resolve({
      status: Number(status),
      headers: {...Object.fromEntries(kept), 'content-length': length},
      body: all.subarray(end + 4),
    });
  }
}

/** By name in lower case; of a repeated one the last. */
function headersOf(head: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of head.split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}

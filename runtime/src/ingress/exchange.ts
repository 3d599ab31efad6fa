import {connect, type Socket} from 'node:net';
import type {ForwardedAnswer} from '@tandem/connectors';
import {ofConnection} from './of-connection.ts';

const statusLine = /^HTTP\/1\.1 (\d{3}) /;
/** Requests of one connection that may be without an answer at once. */
const deepest = 32;

type Open = {resolve: (answer: ForwardedAnswer) => void; reject: (why: Error) => void};
type Head = {status: number; headers: Record<string, string>; length: string; last: boolean};

/**
 * One kept-alive connection to the other node. Requests of one turn leave in one write, and their answers come in their
 * order. It reads what an answer of this server looks like, always with a length; anything else ends it, and what is
 * still without an answer with it.
 */
export class Exchange {
  readonly #socket: Socket;
  readonly #timeout: number;
  readonly #onRoom: (exchange: Exchange) => void;
  readonly #onEnd: (exchange: Exchange) => void;
  #parts: Buffer[] = [];
  #size = 0;
  #wanted = 0;
  /** The newest head: most answers have the same one as the answer before. */
  #headText = '';
  #head: Head | undefined;
  readonly #open: Open[] = [];
  #alone = false;
  #ended = false;
  #unsent = '';
  /** Since when it is idle, or nothing has come that should have. */
  #quietSince = performance.now();
  #timer: NodeJS.Timeout;

  /** `timeout`: ms of silence after which the connection ends. `onRoom`: the next request may come. `onEnd`: it is gone. */
  constructor(
    host: string,
    port: number,
    timeout: number,
    onRoom: (exchange: Exchange) => void,
    onEnd: (exchange: Exchange) => void,
  ) {
    this.#timeout = timeout;
    this.#onRoom = onRoom;
    this.#onEnd = onEnd;
    this.#socket = connect({host, port, noDelay: true});
    this.#socket.on('data', (bytes) => this.#take(bytes));
    this.#socket.on('error', (error) => this.end(error));
    this.#socket.on('close', () => this.end(new Error('the active node closed the connection')));
    this.#timer = setTimeout(() => this.#look(), timeout).unref();
  }
  /** Whether it takes one more request; `alone`: one that wants the connection for itself. */
  hasRoom(alone: boolean): boolean {
    if (this.#ended || this.#alone) return false;
    return this.#open.length < (alone ? 1 : deepest);
  }
  /**
   * `bytes`: one a character. `alone`: no other request is on its way until it is answered. Rejects when no complete answer
   * comes.
   */
  ask(bytes: string, alone: boolean): Promise<ForwardedAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#open.length === 0) this.#quietSince = performance.now();
      this.#alone = alone;
      this.#open.push({resolve, reject});
      if (this.#unsent === '') setImmediate(() => this.#flush());
      this.#unsent += bytes;
    });
  }
  end(why: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#socket.destroy();
    for (const {reject} of this.#open) reject(why);
    this.#onEnd(this);
  }

  /** Once for all requests of this turn. */
  #flush(): void {
    const bytes = this.#unsent;
    this.#unsent = '';
    if (!this.#ended) this.#socket.write(bytes, 'latin1');
  }
  #look(): void {
    const left = this.#quietSince + this.#timeout - performance.now();
    if (left <= 0) this.end(new Error('the active node did not answer'));
    else this.#timer = setTimeout(() => this.#look(), left).unref();
  }
  #take(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#size += bytes.length;
    if (this.#size < this.#wanted) return;
    const all = this.#parts.length === 1 ? bytes : Buffer.concat(this.#parts, this.#size);
    let at = 0;
    this.#wanted = 0;
    while (at < all.length && !this.#ended) {
      const end = all.indexOf('\r\n\r\n', at, 'latin1');
      if (end < 0) break;
      const head = this.#headOf(all.toString('latin1', at, end));
      // A refusal of the parser has no length, and may stand before the answers to earlier requests.
      if (!head || (head.length === '' && this.#open.length > 1))
        return this.end(new Error('the active node answered in a way that it never does'));
      const next = end + 4 + Number(head.length);
      if (next > all.length) {
        this.#wanted = next - at;
        break;
      }
      if (this.#open.length === (next < all.length ? 1 : 0))
        return this.end(new Error('the active node answered more than it was asked'));
      this.#answer(head, all.subarray(end + 4, next));
      at = next;
    }
    this.#size = all.length - at;
    this.#parts = this.#size === 0 ? [] : [all.subarray(at)];
  }
  #answer({status, headers, length, last}: Head, body: Buffer): void {
    this.#quietSince = performance.now();
    this.#alone = false;
    const open = this.#open.shift();
    if (last) this.end(new Error('the active node closed the connection'));
    else this.#onRoom(this);
    open?.resolve({status, headers: {...headers, 'content-length': length === '' ? '0' : length}, body});
  }
  /** Undefined for a head that this server does not write. */
  #headOf(text: string): Head | undefined {
    if (text !== this.#headText) {
      this.#headText = text;
      this.#head = readHead(text);
    }
    return this.#head;
  }
}

/** `length`: '' for what a parser refuses, which is answered without a length and without a body. */
function readHead(text: string): Head | undefined {
  const [, status] = statusLine.exec(text) ?? [];
  const headers = headersOf(text);
  const last = headers['connection'] === 'close';
  const length = headers['content-length'] ?? (last ? '' : undefined);
  if (status === undefined || length === undefined || headers['transfer-encoding'] !== undefined) return undefined;
  const kept = Object.entries(headers).filter(([name]) => !ofConnection.has(name));
  return {status: Number(status), headers: Object.fromEntries(kept), length, last};
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

import type {Socket} from 'node:net';
import {plainAnswer} from './plain-answer.ts';
import type {PlainHead, PlainHeads} from './plain-head.ts';
import type {HttpAnswer, HttpRequest} from './http-source.ts';

/** What a connection needs of its server. */
export type PlainServer = {
  /** Bytes. */
  bodyLimit: number;
  /** Connections end with the last of their answers. */
  draining: boolean;
  /** How long a connection without requests is kept, s. */
  keepSeconds: number;
  heads: PlainHeads;
  answer(request: HttpRequest): Promise<HttpAnswer>;
  /** Takes a connection over whose next request is not plain; `bytes` is what was read of it. */
  handOver(socket: Socket, bytes: Buffer): void;
  ended(connection: PlainConnection): void;
};

/** A longer head is for the complete parser to judge. */
const longestHead = 8192;
/** Requests without an answer, and bytes of answers not taken, beyond which nothing more is read. */
const mostOpen = 64;
const mostUnsent = 1 << 20;

/** An answer's place in the order. */
type Place = {answer: HttpAnswer | undefined};

/**
 * A connection on which plain POSTs are read and answered without anything between the bytes and the
 * source: a fraction of the cost of `node:http`. Before the first request that is not plain the connection is handed over
 * for good. Answers keep the order of requests.
 */
export class PlainConnection {
  readonly #socket: Socket;
  readonly #server: PlainServer;
  #parts: Buffer[] = [];
  #size = 0;
  /** Bytes there must be before another look is worth it. */
  #wanted = 0;
  readonly #open: Place[] = [];
  #flushing = false;
  /** What to hand over when everything before it is answered. */
  #leaving: Buffer | undefined;
  #ending = false;
  /** Looks of the server since something arrived or was sent, and since the request began that is still being read. */
  #looks = 0;
  #reading = 0;
  readonly #onData = (bytes: Buffer): void => this.#take(bytes);
  readonly #onEnd = (): void => this.#clientEnds();
  readonly #onDrain = (): void => this.#goOn();
  readonly #onError = (): void => void this.#socket.destroy();
  readonly #onClose = (): void => this.#server.ended(this);

  constructor(socket: Socket, server: PlainServer) {
    this.#socket = socket;
    this.#server = server;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('drain', this.#onDrain);
    socket.on('error', this.#onError);
    socket.on('close', this.#onClose);
  }
  /** Nothing is being read or answered. */
  get idle(): boolean {
    return this.#open.length === 0 && this.#size === 0 && !this.#flushing;
  }
  /** One more look of the server; true when nothing has happened for `idle` looks, or one request takes longer than `request`. */
  expired(idle: number, request: number): boolean {
    this.#reading = this.#size > 0 ? this.#reading + 1 : 0;
    return (++this.#looks > idle && this.#open.length === 0) || this.#reading > request;
  }
  close(): void {
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    this.#looks = 0;
    this.#parts.push(bytes);
    this.#size += bytes.length;
    if (this.#size >= this.#wanted && !this.#leaving && !this.#crowded()) this.#read();
  }
  /** Reads as many requests as are complete. */
  #read(): void {
    const all = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts, this.#size);
    let at = 0;
    this.#wanted = 0;
    while (at < all.length && !this.#crowded()) {
      const end = all.indexOf('\r\n\r\n', at, 'latin1');
      if (end < 0 ? all.length - at > longestHead : end - at > longestHead) return this.#leave(all.subarray(at));
      if (end < 0) break;
      const head = this.#server.heads.of(all.toString('latin1', at, end + 2));
      if (!head || head.length > this.#server.bodyLimit) return this.#leave(all.subarray(at));
      const next = end + 4 + head.length;
      if (next > all.length) {
        this.#wanted = next - at;
        break;
      }
      this.#request(head, all.subarray(end + 4, next));
      this.#reading = 0;
      at = next;
    }
    this.#size = all.length - at;
    this.#parts = this.#size === 0 ? [] : [at === 0 ? all : all.subarray(at)];
    if (this.#crowded()) this.#socket.pause();
  }
  #request({url, headers}: PlainHead, body: Buffer): void {
    const place: Place = {answer: undefined};
    this.#open.push(place);
    this.#server.answer({method: 'POST', url, headers, body}).then(
      (answer) => {
        place.answer = answer;
        if (this.#open[0] === place) this.#flushSoon();
      },
      () => this.#socket.destroy(),
    );
  }
  /** Once for all answers of this turn. */
  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    process.nextTick(() => this.#flush());
  }
  #flush(): void {
    this.#flushing = false;
    this.#looks = 0;
    const {draining, keepSeconds} = this.#server;
    let text = '';
    let count = 0;
    for (let next = this.#open[0]; next?.answer; next = this.#open[count]) {
      const last = ++count === this.#open.length;
      text += plainAnswer(next.answer, draining && last ? 0 : keepSeconds);
    }
    this.#open.splice(0, count);
    if (!this.#socket.destroyed) this.#socket.write(text, 'latin1');
    if ((draining || this.#ending) && this.#open.length === 0) this.#socket.end();
    else this.#goOn();
  }
  /** Reads on after a pause, or hands over, as soon as it may. */
  #goOn(): void {
    if (this.#leaving) {
      if (this.#open.length === 0) this.#leave(this.#leaving);
    } else if (!this.#crowded() && this.#socket.isPaused()) {
      this.#socket.resume();
      if (this.#size > 0) this.#read();
    }
  }
  #crowded(): boolean {
    return this.#open.length >= mostOpen || this.#socket.writableLength > mostUnsent;
  }
  #leave(bytes: Buffer): void {
    const socket = this.#socket;
    if (!this.#leaving) {
      socket.pause();
      this.#leaving = bytes;
      this.#parts = [];
    }
    if (this.#open.length > 0 || this.#flushing) return;
    socket.off('data', this.#onData);
    socket.off('end', this.#onEnd);
    socket.off('drain', this.#onDrain);
    socket.off('error', this.#onError);
    socket.off('close', this.#onClose);
    this.#server.ended(this);
    this.#server.handOver(socket, Buffer.concat([this.#leaving, ...this.#parts]));
  }
  /** The client sends nothing more; what it has sent is answered. */
  #clientEnds(): void {
    this.#ending = true;
    if (this.#open.length === 0 && !this.#flushing) this.#socket.end();
  }
}

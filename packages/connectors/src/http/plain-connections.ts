import type {Server} from 'node:http';
import type {Socket} from 'node:net';
import {must} from '@tandem/base';
import type {HttpAnswer, HttpRequest} from './http-source.ts';
import {PlainConnection, type PlainServer} from './plain-connection.ts';
import {PlainHeads} from './plain-head.ts';

/** Between two looks at connections that do nothing, ms. */
const lookEvery = 5000;
/** As `node:http` has it: how long one request may take to arrive, ms. */
const requestTimeout = 300_000;

export type PlainOptions = {
  bodyLimit: number;
  keepSeconds: number;
  answer: (request: HttpRequest) => Promise<HttpAnswer>;
};

/** All connections of one server that have only had plain POSTs so far; the others are the server's own. */
export class PlainConnections implements PlainServer {
  readonly bodyLimit: number;
  readonly keepSeconds: number;
  readonly answer: PlainOptions['answer'];
  readonly heads = new PlainHeads();
  draining = false;
  readonly #server: Server;
  readonly #complete: (socket: Socket) => void;
  readonly #all = new Set<PlainConnection>();
  readonly #timer: NodeJS.Timeout;

  /** From here on connections come here first. */
  constructor(server: Server, {bodyLimit, keepSeconds, answer}: PlainOptions) {
    this.bodyLimit = bodyLimit;
    this.keepSeconds = keepSeconds;
    this.answer = answer;
    this.#server = server;
    this.#complete = must(server.listeners('connection')[0], 'the way of a connection') as (socket: Socket) => void;
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => void this.#all.add(new PlainConnection(socket, this)));
    this.#timer = setInterval(() => this.#look(), lookEvery).unref();
  }
  handOver(socket: Socket, bytes: Buffer): void {
    this.#complete.call(this.#server, socket);
    socket.emit('data', bytes);
    socket.resume();
  }
  ended(connection: PlainConnection): void {
    this.#all.delete(connection);
  }
  /** Ends connections with the answers that are on their way; those that wait for no answer at once. */
  drain(): void {
    this.draining = true;
    clearInterval(this.#timer);
    for (const connection of this.#all) if (connection.idle) connection.close();
  }
  close(): void {
    for (const connection of this.#all) connection.close();
  }

  #look(): void {
    for (const connection of this.#all)
      if (connection.expired((this.keepSeconds * 1000) / lookEvery, requestTimeout / lookEvery)) connection.close();
  }
}

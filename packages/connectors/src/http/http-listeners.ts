import {createServer as createHttpServer, type RequestListener, type Server} from 'node:http';
import {createServer as createHttpsServer} from 'node:https';
import {closeServer} from './close-server.ts';
import {answerTo, type HttpAnswer, type HttpRequest, type HttpSourceSpec} from './http-source.ts';
import type {Ingress} from './ingress.ts';
import {serve} from './node-requests.ts';
import {PlainConnections} from './plain-connections.ts';
import type {ReceiverUrl} from './receiver-url.ts';

export type ListenerOptions = {
  ingress: Ingress;
  portsOffset: number;
  bodyBytes: number;
  connections: number;
  /** For requests that are being answered when a port closes, ms. */
  graceMs: number;
  /** For https receivers; without it they are refused. */
  tls: {key: Buffer; cert: Buffer} | undefined;
  /** A port that could not be opened, a request that failed for a reason of ours. */
  onTrouble: (message: string) => void;
};

type Listener = {
  server: Server;
  /** On a port without TLS. */
  plain: PlainConnections | undefined;
  routes: Map<string, HttpSourceSpec[]>;
  /** The first attempt to open the port is over. */
  ready: Promise<void>;
  /** No more attempts. */
  abandon: () => void;
};

/** How long connections without requests are kept: longer than a load balancer keeps them, s. */
const keepSeconds = 65;
/** Between attempts to open a port that another process has, ms. */
const retryEvery = 1000;

/** The ports of all HTTP sources: sources with the same port share a server, the path tells them apart. */
export class HttpListeners {
  readonly #options: ListenerOptions;
  readonly #listeners = new Map<number, Listener>();

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  /**
   * Opens, keeps and closes ports so that exactly these sources are served, and ports without sources of this
   * node, whose requests only wait or go to the active one; resolves when all ports are open or have failed.
   */
  async serve(sources: readonly HttpSourceSpec[], also: readonly ReceiverUrl[] = []): Promise<void> {
    const wanted = new Map<number, {url: ReceiverUrl; group: HttpSourceSpec[]}>();
    for (const url of also) wanted.set(url.port, {url, group: []});
    for (const source of sources) {
      const {port} = source.url;
      wanted.set(port, {url: source.url, group: [...(wanted.get(port)?.group ?? []), source]});
    }
    const closing = [...this.#listeners.keys()].filter((port) => !wanted.has(port)).map((port) => this.#close(port));
    for (const [port, {url, group}] of wanted) {
      const listener = this.#listeners.get(port) ?? this.#open(port, url);
      listener.routes.clear();
      for (const source of group) {
        const {path} = source.url;
        listener.routes.set(path, [...(listener.routes.get(path) ?? []), source]);
      }
    }
    await Promise.all([...closing, ...[...this.#listeners.values()].map((l) => l.ready)]);
  }

  /** The ports that are open now, offset included. */
  ports(): number[] {
    return [...this.#listeners.values()]
      .filter((l) => l.server.listening)
      .map((l) => (l.server.address() as {port: number}).port);
  }

  /** Lets requests that are being answered finish. */
  async close(): Promise<void> {
    await Promise.all([...this.#listeners.keys()].map((port) => this.#close(port)));
  }

  #open(port: number, url: ReceiverUrl): Listener {
    const {ingress, portsOffset, bodyBytes, connections, tls, onTrouble} = this.#options;
    const routes = new Map<string, HttpSourceSpec[]>();
    const failed = (error: unknown): void => onTrouble(`a request to port ${port} failed: ${String(error)}`);
    const handle: RequestListener = (request, response): void => {
      serve(request, response, routes, port, ingress, bodyBytes).catch((error: unknown) => {
        failed(error);
        if (!response.headersSent) response.writeHead(500, {'content-type': 'application/json'});
        response.end(defect.body);
      });
    };
    const secure = url.secure;
    if (secure && !tls) onTrouble(`port ${port}: an https receiver needs tls.keyFile and tls.certFile`);
    const server: Server =
      secure && tls ? createHttpsServer({...tls}, handle) : createHttpServer({noDelay: true}, handle);
    server.maxConnections = connections;
    server.keepAliveTimeout = keepSeconds * 1000;
    const answer = (request: HttpRequest): Promise<HttpAnswer> =>
      answerTo(request, routes, port, ingress).catch((error: unknown) => {
        failed(error);
        return defect;
      });
    const plain = secure ? undefined : new PlainConnections(server, {bodyLimit: bodyBytes, keepSeconds, answer});
    const opening =
      secure && !tls
        ? {ready: Promise.resolve(), abandon: () => undefined}
        : listen(server, port === 0 ? 0 : port + portsOffset, url.host, onTrouble);
    const listener = {server, plain, routes, ...opening};
    this.#listeners.set(port, listener);
    return listener;
  }

  async #close(port: number): Promise<void> {
    const listener = this.#listeners.get(port);
    if (!listener) return;
    this.#listeners.delete(port);
    listener.abandon();
    await listener.ready;
    await closeServer(listener.server, this.#options.graceMs, listener.plain);
  }
}

const defect: HttpAnswer = {status: 500, body: '{"error":"the server failed on this request"}'};

/** A port that is taken is tried again and again: its holder may be a process that is about to leave. */
function listen(
  server: Server,
  port: number,
  host: string,
  onTrouble: (message: string) => void,
): {ready: Promise<void>; abandon: () => void} {
  let timer: NodeJS.Timeout | undefined;
  let abandoned = false;
  let told = false;
  const ready = new Promise<void>((resolve) => {
    server.on('error', (error: NodeJS.ErrnoException) => {
      const inUse = error.code === 'EADDRINUSE';
      const what = inUse ? 'is in use by another process' : `could not be opened: ${error.message}`;
      if (!told) onTrouble(`port ${port} ${what}: the HTTP sources on it are not served until it is free`);
      told = true;
      if (!abandoned) timer = setTimeout(() => server.listen(port, host), retryEvery);
      resolve();
    });
    server.on('listening', () => resolve());
    server.listen(port, host);
  });
  const abandon = (): void => {
    abandoned = true;
    clearTimeout(timer);
  };
  return {ready, abandon};
}

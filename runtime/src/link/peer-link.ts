import type {Socket} from 'node:net';
import {connect, createServer, type Server, type TLSSocket} from 'node:tls';
import type {Link, Log} from '@tandem/cluster';
import {Deframer, frame} from './framing.ts';
import {clientOptions, linkKey, serverOptions} from './psk.ts';

export type Address = {nodeId: string; incarnation: string; host: string; port: number};

export type PeerLinkOptions = {
  nodeId: string;
  incarnation: string;
  groupId: string;
  secret: string;
  host: string;
  port: number;
  /** The other members, read anew before each attempt: an address may have changed. */
  peers: () => Promise<readonly Address[]>;
  log: Log;
  /** ms of silence after which a connection counts as dead. @default 3000 */
  silence?: number;
};

type Hello = {version: number; group: string; nodeId: string; incarnation: string};
const version = 1;
/** First byte of a message. An empty frame only says that its sender is there. */
const channel = {hello: 0, cluster: 1, announcement: 2} as const;
const firstWait = 50;
const longestWait = 1000;
const connectTimeout = 2000;

/**
 * The event link: one TLS connection between the two nodes, either way. Both
 * listen; the node with the greater id dials, so that they never meet half
 * way. A newer connection takes the place of an older one. Empty frames keep
 * a quiet connection known to be alive.
 */
export class PeerLink implements Link {
  readonly #options: PeerLinkOptions;
  readonly #key: Buffer;
  readonly #server: Server;
  readonly #halfOpen = new Set<Socket>();
  #live: TLSSocket | undefined;
  #heardAt = 0;
  #receiver: (message: Uint8Array) => void = () => undefined;
  #watcher: (up: boolean) => void = () => undefined;
  #timers = new Set<NodeJS.Timeout>();
  #closed = false;
  #wait = firstWait;
  #announcement: unknown;
  #announced: (value: unknown) => void = () => undefined;
  /** The peer at the other end, as it introduced itself; '' when the link is down. */
  peerIncarnation = '';
  /** Of the protocol's messages, before encryption, since the process started. */
  sentBytes = 0;

  constructor(options: PeerLinkOptions) {
    this.#options = options;
    this.#key = linkKey(options.secret, options.groupId);
    this.#server = createServer(serverOptions(this.#key), (socket) => this.#greet(socket));
    this.#server.on('tlsClientError', (error) =>
      options.log.debug(`event link: a connection was refused: ${error.message}`),
    );
    this.#server.on('connection', (socket) => this.#track(socket));
  }

  /** Resolves with the port once it listens; rejects when the port cannot be had. Then dials if it is this node's part. */
  async open(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.port, this.#options.host, () => resolve());
    });
    this.#after(0, () => void this.#dial());
    this.#every(Math.floor((this.#options.silence ?? 3000) / 4), () => this.#beat());
    return (this.#server.address() as {port: number}).port;
  }

  get up(): boolean {
    return this.#live !== undefined;
  }
  get queuedBytes(): number {
    return this.#live?.writableLength ?? 0;
  }
  send(message: Uint8Array): void {
    if (!this.#live || message.length === 0) return;
    const framed = frame(message, channel.cluster);
    this.sentBytes += framed.length;
    this.#live.write(framed);
  }
  receive(handler: (message: Uint8Array) => void): void {
    this.#receiver = handler;
  }
  watch(handler: (up: boolean) => void): void {
    this.#watcher = handler;
  }
  /** Tells the peer something beside the protocol, now and at each new connection; the newest value counts. */
  announce(value: unknown): void {
    this.#announcement = value;
    if (this.#live) this.#live.write(frame(Buffer.from(JSON.stringify(value)), channel.announcement));
  }
  /** One receiver of what the peer announces. */
  announced(handler: (value: unknown) => void): void {
    this.#announced = handler;
  }
  reset(): void {
    this.#live?.destroy();
    this.#drop(this.#live);
  }
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.reset();
    for (const socket of this.#halfOpen) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #dial(): Promise<void> {
    if (this.#closed) return;
    if (!this.#live) {
      try {
        // Among several rows of one node id (an old process and a new one) the youngest heartbeat comes first.
        const peer = (await this.#options.peers()).find((p) => p.nodeId < this.#options.nodeId);
        if (peer && !this.#live && !this.#closed) await this.#connect(peer);
      } catch (error) {
        this.#options.log.debug(`event link: not connected: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    this.#after(this.#wait, () => void this.#dial());
    this.#wait = this.#live ? firstWait : Math.min(this.#wait * 2, longestWait);
  }

  #connect({host, port}: Address): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({...clientOptions(this.#key), host, port}, () => {
        this.#greet(socket);
        resolve();
      });
      this.#track(socket);
      socket.setTimeout(connectTimeout, () =>
        socket.destroy(new Error(`${host}:${port} did not answer within ${connectTimeout} ms`)),
      );
      socket.on('error', reject);
      socket.on('close', () => reject(new Error(`${host}:${port} closed the connection`)));
    });
  }

  /** Both ends say who they are; then the connection is the link. */
  #greet(socket: TLSSocket): void {
    const {groupId, nodeId, incarnation, log} = this.#options;
    const deframer = new Deframer();
    let introduced = false;
    socket.setTimeout(0);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 1000);
    socket.on('error', (error) => log.debug(`event link: ${error.message}`));
    socket.on('close', () => this.#drop(socket));
    const hello: Hello = {version, group: groupId, nodeId, incarnation};
    socket.write(frame(Buffer.from(JSON.stringify(hello)), channel.hello));
    socket.on('data', (bytes: Buffer) => {
      try {
        for (const message of deframer.push(bytes)) {
          if (socket.destroyed) return;
          if (socket === this.#live) this.#heardAt = Date.now();
          if (introduced) {
            if (message.length > 0 && socket === this.#live) this.#take(message);
          } else {
            introduced = true;
            this.#adopt(socket, this.#checked(message.subarray(1)));
          }
        }
      } catch (error) {
        log.warn(`event link: connection dropped: ${error instanceof Error ? error.message : String(error)}`);
        socket.destroy();
        this.#drop(socket);
      }
    });
  }

  #take(message: Buffer): void {
    const body = message.subarray(1);
    if (message[0] === channel.cluster) this.#receiver(body);
    else if (message[0] === channel.announcement) this.#announced(JSON.parse(body.toString('utf8')));
    else throw new Error(`a message on channel ${message[0]}, which does not exist`);
  }

  #checked(message: Buffer): Hello {
    const hello = JSON.parse(message.toString('utf8')) as Hello;
    if (hello.version !== version)
      throw new Error(`the other node speaks version ${hello.version} of the link, this one ${version}`);
    if (hello.group !== this.#options.groupId)
      throw new Error(`the other node is of group ${hello.group}, this one of ${this.#options.groupId}`);
    if (hello.nodeId === this.#options.nodeId) throw new Error(`another process has this node's id ${hello.nodeId}`);
    return hello;
  }

  #adopt(socket: TLSSocket, hello: Hello): void {
    const before = this.#live;
    if (before) {
      before.destroy();
      this.#drop(before);
    }
    this.#live = socket;
    this.#heardAt = Date.now();
    this.#wait = firstWait;
    this.peerIncarnation = hello.incarnation;
    this.#options.log.info(`event link to ${hello.nodeId} is up`);
    if (this.#announcement !== undefined) this.announce(this.#announcement);
    this.#watcher(true);
  }

  #drop(socket: TLSSocket | undefined): void {
    if (!socket || socket !== this.#live) return;
    this.#live = undefined;
    this.peerIncarnation = '';
    this.#options.log.info('event link is down');
    this.#watcher(false);
  }

  #beat(): void {
    if (!this.#live) return;
    if (Date.now() - this.#heardAt > (this.#options.silence ?? 3000)) {
      this.#options.log.warn('event link: nothing was heard for too long; the connection is dropped');
      this.reset();
    } else this.#live.write(frame());
  }

  #track(socket: Socket): void {
    this.#halfOpen.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#halfOpen.delete(socket));
  }
  #after(ms: number, run: () => void): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }
  #every(ms: number, run: () => void): void {
    this.#after(ms, () => {
      run();
      this.#every(ms, run);
    });
  }
}

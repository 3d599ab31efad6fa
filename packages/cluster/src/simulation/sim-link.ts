import type {Link} from '../ports.ts';
import type {Process} from './process.ts';
import type {World} from './world.ts';

type Direction = 0 | 1;
type Connection = {
  ends: [LinkEnd, LinkEnd];
  broken: boolean;
  lastArrival: [number, number];
  held: [Uint8Array[], Uint8Array[]];
};

/** The port of one process. Messages are dropped unless a connection is up. */
export class LinkEnd implements Link {
  up = false;
  connection: Connection | undefined;
  readonly process: Process;
  readonly #wire: Wire;
  #receive: (message: Uint8Array) => void = () => {};
  #watch: (up: boolean) => void = () => {};

  constructor(process: Process, wire: Wire) {
    this.process = process;
    this.#wire = wire;
  }
  get queuedBytes(): number {
    if (!this.connection) return 0;
    const direction = this.connection.ends[0] === this ? 0 : 1;
    return this.connection.held[direction].reduce((sum, m) => sum + m.length, 0);
  }
  send(message: Uint8Array): void {
    if (this.up && this.connection && this.process.alive) this.#wire.carry(this.connection, this, message);
  }
  receive(handler: (message: Uint8Array) => void): void {
    this.#receive = handler;
  }
  watch(handler: (up: boolean) => void): void {
    this.#watch = handler;
  }
  reset(): void {
    const {connection} = this;
    if (!connection || !this.process.alive) return;
    this.#wire.breakUp(connection, 50);
    this.up = false;
    this.connection = undefined;
    this.#wire.world.scheduler.after(0, () => this.process.run(() => this.#watch(false)));
  }
  arrive(connection: Connection, message: Uint8Array): void {
    this.process.run(() => {
      if (this.connection === connection && this.up) this.#receive(message);
    });
  }
  connected(connection: Connection): void {
    this.process.run(() => {
      if (connection.broken || this.connection) return;
      this.connection = connection;
      this.up = true;
      this.#watch(true);
    });
  }
  lost(connection: Connection): void {
    this.process.run(() => {
      if (this.connection !== connection) return;
      this.connection = undefined;
      this.up = false;
      this.#watch(false);
    });
  }
}

/** The network between the two nodes: one connection at a time, made again whenever it can be. */
export class Wire {
  readonly world: World;
  readonly #ends: [LinkEnd | undefined, LinkEnd | undefined] = [undefined, undefined];
  #connection: Connection | undefined;
  /** No new connections, and none lives. */
  cut = false;
  readonly stalled: [boolean, boolean] = [false, false];

  constructor(world: World) {
    this.world = world;
    this.#retry();
  }
  /** The process at this end; the one before is gone or was never reachable again. */
  attach(side: Direction, process: Process): LinkEnd {
    const end = new LinkEnd(process, this);
    if (this.#connection) this.breakUp(this.#connection, 50);
    this.#ends[side] = end;
    return end;
  }
  carry(connection: Connection, from: LinkEnd, message: Uint8Array): void {
    if (connection.broken) return;
    const direction: Direction = connection.ends[0] === from ? 0 : 1;
    if (this.stalled[direction] || connection.held[direction].length > 0) connection.held[direction].push(message);
    else this.#fly(connection, direction, message);
  }
  /** Each side hears of it at its own time, within `slowest` ms. */
  breakUp(connection: Connection, slowest: number): void {
    if (connection.broken) return;
    connection.broken = true;
    if (this.#connection === connection) this.#connection = undefined;
    for (const end of connection.ends) {
      this.world.scheduler.after(this.world.between(0, slowest), () => end.lost(connection));
    }
  }
  breakNow(slowest: number): void {
    if (this.#connection) this.breakUp(this.#connection, slowest);
  }
  heal(direction: Direction): void {
    this.stalled[direction] = false;
    const connection = this.#connection;
    if (!connection) return;
    for (const message of connection.held[direction].splice(0)) this.#fly(connection, direction, message);
  }
  #fly(connection: Connection, direction: Direction, message: Uint8Array): void {
    const {world} = this;
    const latency = world.chance(0.01) ? world.between(20, 300) : world.between(0.2, 2);
    const at = Math.max(world.now + latency, connection.lastArrival[direction]);
    connection.lastArrival[direction] = at;
    // A broken connection may still deliver what was on its way, until its end hears of the break.
    world.scheduler.at(at, () => connection.ends[1 - direction]?.arrive(connection, message));
  }
  #retry(): void {
    this.world.scheduler.after(this.world.between(20, 150), () => this.#retry());
    const [a, b] = this.#ends;
    if (this.#connection || this.cut || !a || !b) return;
    const ready = (end: LinkEnd): boolean => end.process.alive && !end.process.frozen && !end.connection;
    if (!ready(a) || !ready(b)) return;
    const connection: Connection = {ends: [a, b], broken: false, lastArrival: [0, 0], held: [[], []]};
    this.#connection = connection;
    this.stalled[0] = this.stalled[1] = false;
    for (const end of [a, b]) {
      const at = this.world.now + this.world.between(0, 5);
      const side = end === a ? 1 : 0;
      connection.lastArrival[side] = at;
      this.world.scheduler.at(at, () => end.connected(connection));
    }
  }
}

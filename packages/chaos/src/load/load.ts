import {must} from '@tandem/base';
import {PushClient} from '@tandem/client';
import type {Taken} from '../check/reference.ts';
import {Waits} from './waits.ts';
import {Pushes} from './pushes.ts';

export type Books = {events: number; total: number};

export type LoadOptions = {nodes: readonly string[]; seed: number; clients: number; rate: number};

/** How long one push is tried over, ms: longer than anything that the pair may take. */
const patienceMs = 240_000;

/**
 * Clients that push one request after the other, together at a rate. One that
 * had to wait catches up afterwards, so the rate holds over the whole run.
 */
export class Load {
  readonly #options: LoadOptions;
  readonly #clients: Client[];
  /** Taken since the last `drain`. */
  taken: Taken[] = [];
  answered = 0;
  requests = 0;
  failed = 0;
  readonly failures: string[] = [];
  repeated = 0;
  retries = 0;
  readonly waits = new Waits();
  /** Since when it runs, and what was sent and how long it ran before; ms. */
  #running: {began: number} | undefined;
  #sent = 0;
  #ran = 0;
  #wake: (() => void)[] = [];

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#clients = Array.from({length: options.clients}, (_, index) => new Client(index, options));
    for (const client of this.#clients) void this.#work(client);
  }
  /** What each client knows to be answered, by its number. */
  books(): ReadonlyMap<number, Books> {
    return new Map(this.#clients.map((client) => [client.index, client.books]));
  }
  resume(): void {
    this.#running ??= {began: performance.now()};
    for (const wake of this.#wake.splice(0)) wake();
  }
  async pause(): Promise<void> {
    if (this.#running) this.#ran += performance.now() - this.#running.began;
    this.#running = undefined;
    await Promise.all(this.#clients.map((client) => client.last));
  }
  /** The longest wait of a request that has no answer yet, ms. */
  get waitingMs(): number {
    return Math.max(0, ...this.#clients.map(({since}) => (since === undefined ? 0 : performance.now() - since)));
  }

  async #work(client: Client): Promise<never> {
    for (;;) {
      const running = this.#running;
      if (!running) {
        await new Promise<void>((resolve) => this.#wake.push(resolve));
        continue;
      }
      const ahead = this.#sent / this.#options.rate - (this.#ran + performance.now() - running.began) / 1000;
      if (ahead > 0) {
        await new Promise((resolve) => setTimeout(resolve, Math.min(ahead * 1000 + 1, 100)));
        continue;
      }
      client.last = this.#push(client);
      await client.last;
    }
  }
  async #push(client: Client): Promise<void> {
    const {body, events, total} = client.pushes.next();
    this.#sent += events;
    client.since = performance.now();
    try {
      const pushed = await client.connection.push(body, `client-${client.index}-${client.count++}`);
      this.taken.push({sequence: pushed.sequence, timestamp: pushed.timestamp, body});
      client.books.events += events;
      client.books.total += total;
      this.answered += events;
      this.requests++;
      this.retries += pushed.attempts - 1;
      if (pushed.repeated) this.repeated++;
      if (pushed.events !== events)
        this.#fails(`client ${client.index}: ${pushed.events} events were answered, ${events} were sent`);
      this.waits.add(pushed.waitedMs);
    } catch (error) {
      this.#fails(`client ${client.index}: ${(error as Error).name}: ${(error as Error).message}`);
    }
    client.since = undefined;
  }
  #fails(what: string): void {
    this.failed++;
    if (this.failures.length < 20) this.failures.push(what);
  }
}

class Client {
  readonly index: number;
  readonly connection: PushClient;
  readonly pushes: Pushes;
  readonly books: Books = {events: 0, total: 0};
  last: Promise<void> = Promise.resolve();
  count = 0;
  /** When the request under way began. */
  since: number | undefined;

  constructor(index: number, {nodes, seed}: LoadOptions) {
    this.index = index;
    const [one, two] = [must(nodes[0], 'two nodes'), must(nodes[1], 'two nodes')];
    // A request is tried elsewhere after five seconds: a cut link answers nothing at all.
    this.connection = new PushClient({nodes: index % 2 === 0 ? [one, two] : [two, one], patienceMs, attemptMs: 5000});
    this.pushes = new Pushes(index, seed);
  }
}

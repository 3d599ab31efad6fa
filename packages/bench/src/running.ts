import {createApp, type SiddhiApp} from '@tandem/engine';
import type {StockRow} from './events.ts';
import {type Feed, feedOf} from './feed.ts';
import type {Workload} from './workloads.ts';

/** One app of a workload, what it said so far, and how far its events are sent. */
export class Running {
  readonly app: SiddhiApp;
  readonly #workload: Workload;
  readonly #feed: Feed;
  #at = 0;
  /** A late output: were no output kept, the compiler would leave out making them. */
  last: readonly unknown[] = [];
  /** Events at the output. */
  outputs = 0;
  /** The first run-time error: a number measured beside errors is none. */
  #failure: Error | undefined;

  constructor(workload: Workload, rows: readonly StockRow[], batch: number) {
    this.#workload = workload;
    this.app = createApp(workload.app, {onError: ({error}) => (this.#failure ??= error)});
    if (!workload.counted)
      this.app.onRow('Out', (_timestamp, row) => {
        this.outputs++;
        if ((this.outputs & 63) === 0) this.last = row;
      });
    this.app.start();
    this.#feed = feedOf(workload, this.app, rows, batch);
    for (let i = 0; i < (workload.fill ?? 0); i++) this.app.send('Fill', [`S${i}`, `sector${i % 17}`, i]);
  }
  get sent(): number {
    return this.#at;
  }
  /** Sends the next `count` events, a whole number of batches. */
  feed(count: number): void {
    this.#feed(this.#at, count);
    this.#at += count;
    if (this.#failure) throw this.#failure;
  }
  /** Feeds for so many seconds of this thread's CPU time; answers what was used and sent. */
  feedFor(seconds: number): {events: number; cpuSeconds: number} {
    const from = this.#at;
    const start = cpuSeconds();
    for (;;) {
      this.feed(4096);
      const used = cpuSeconds() - start;
      if (used >= seconds) return {events: this.#at - from, cpuSeconds: used};
    }
  }
  /** What the app answered so far: events, or rows of the query that counts. */
  get counted(): number {
    return this.#workload.counted ? this.app.query(this.#workload.counted).length : this.outputs;
  }
}

/** CPU time of this thread so far; collection and compilation on other threads are not in it. */
function cpuSeconds(): number {
  const {user, system} = process.threadCpuUsage();
  return (user + system) / 1e6;
}

import {createApp, type SiddhiApp} from '@tandem/engine';
import {type StockRow, START} from './events.ts';
import type {Workload} from './workloads.ts';

/** One app of a workload, what it said so far, and how far its events are sent. */
export class Running {
  readonly app: SiddhiApp;
  readonly #workload: Workload;
  readonly #rows: readonly StockRow[];
  readonly #batch: number;
  #at = 0;
  /** Events at the output. */
  outputs = 0;
  /** The first run-time error: a number measured beside errors is none. */
  #failure: Error | undefined;

  constructor(workload: Workload, rows: readonly StockRow[], batch: number) {
    this.#workload = workload;
    this.#rows = rows;
    this.#batch = batch;
    this.app = createApp(workload.app, {onError: ({error}) => (this.#failure ??= error)});
    if (!workload.counted) this.app.onStream('Out', (events) => void (this.outputs += events.length));
    this.app.start();
    for (let i = 0; i < (workload.fill ?? 0); i++) this.app.send('Fill', [`S${i}`, `sector${i % 17}`, i]);
  }
  get sent(): number {
    return this.#at;
  }
  /** Sends the next `count` events, a whole number of batches. */
  feed(count: number): void {
    if (this.#batch > 1) this.#feedBatches(count);
    else if (this.#workload.twoStreams) this.#feedTwo(count);
    else if (this.#workload.tsMoves) this.#feedMoving(count);
    else this.#feedSame(count);
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

  #feedSame(count: number): void {
    const {app} = this;
    const rows = this.#rows;
    let at = this.#at % rows.length;
    for (let i = 0; i < count; i++) {
      app.send('StockStream', rows[at]!);
      if (++at === rows.length) at = 0;
    }
    this.#at += count;
  }
  #feedTwo(count: number): void {
    const {app} = this;
    const rows = this.#rows;
    for (let i = 0; i < count; i += 2, this.#at += 2) {
      app.send('StockStream', rows[this.#at % rows.length]!);
      app.send('OtherStream', rows[(this.#at + 1) % rows.length]!);
    }
  }
  #feedMoving(count: number): void {
    const {app} = this;
    const playback = this.#workload.playback === true;
    for (let i = 0; i < count; i++, this.#at++) {
      const row = this.#moved();
      if (playback) app.send('StockStream', row, START + this.#at);
      else app.send('StockStream', row);
    }
  }
  #feedBatches(count: number): void {
    const moves = this.#workload.tsMoves === true;
    for (let i = 0; i < count; i += this.#batch) {
      const events: {timestamp: number; data: StockRow}[] = [];
      for (let j = 0; j < this.#batch; j++, this.#at++) {
        const data = moves ? this.#moved() : this.#rows[this.#at % this.#rows.length]!;
        events.push({timestamp: START + this.#at, data});
      }
      this.app.sendBatch('StockStream', events);
    }
  }
  #moved(): StockRow {
    const [symbol, price, volume] = this.#rows[this.#at % this.#rows.length]!;
    return [symbol, price, volume, START + this.#at];
  }
}

/** CPU time of this thread so far; collection and compilation on other threads are not in it. */
function cpuSeconds(): number {
  const {user, system} = process.threadCpuUsage();
  return (user + system) / 1e6;
}

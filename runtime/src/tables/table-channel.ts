import {must} from '@tandem/base';
import {SubmitRefused} from '@tandem/cluster';
import type {KeptTable, Place, StoreSpec} from '@tandem/connectors';
import type {ExternalAnswer, ExternalRead, ExternalRequest, ExternalWrite} from '@tandem/engine';

/** A committed request, with its place in the journal. */
export type PlacedRequest = Place & {
  app: string;
  spec: StoreSpec;
  /** Under which the database remembers how far writes are. */
  channel: string;
  request: ExternalRequest;
};

export type ChannelOptions = {
  /** Permission to act at this very moment: asked right before each transaction. */
  mayAct: () => boolean;
  tableOf: (spec: StoreSpec) => KeptTable;
  /** Makes an answer an input; resolves once that is committed, or once the app does not want it any more. */
  answer: (app: string, answer: ExternalAnswer) => Promise<void>;
  isDecided: (app: string, table: string, number: number) => boolean;
  /** `waiting`: requests. */
  onTrouble: (reason: string, attempt: number, waiting: number) => void;
};

/** Requests that one transaction takes. */
const mostAtOnce = 256;
/** First wait and largest wait between attempts, ms. */
const firstWait = 100;
const longestWait = 5000;

/** Permission lapsed; it may come back. */
class NotNow extends Error {}

/**
 * The requests to one external table, done one after the other, each until it is done. Writes that follow each other are one
 * transaction, as reads that follow each other are one answer. What comes after a read waits until its answer is committed, so that
 * a read that has to be done again finds what it would have found.
 */
export class TableChannel {
  readonly #options: ChannelOptions;
  #waiting: PlacedRequest[] = [];
  #running = false;
  #stopped = false;
  #held = false;
  #timer: {handle: NodeJS.Timeout; wake: () => void} | undefined;
  /** The largest sequence of which nothing waits any more. */
  delivered = 0;

  constructor(options: ChannelOptions) {
    this.#options = options;
  }
  get size(): number {
    return this.#waiting.length;
  }
  get delivering(): boolean {
    return this.#running;
  }
  push(request: PlacedRequest): void {
    this.#waiting.push(request);
    if (!this.#running) void this.#run();
  }
  /** Nothing more sets out until `release`, and what fails is not tried again. */
  hold(): void {
    this.#held = true;
    this.#timer?.wake();
  }
  release(): void {
    this.#held = false;
    if (!this.#running) void this.#run();
  }
  /** Drops what waits. A transaction that is on its way may still be applied. */
  stop(): void {
    this.#stopped = true;
    this.#waiting = [];
    if (this.#timer) {
      clearTimeout(this.#timer.handle);
      this.#timer.wake();
    }
  }

  async #run(): Promise<void> {
    this.#running = true;
    // Requests of one turn come one by one, and are to be done together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0 && !this.#stopped && !this.#held) {
      const batch = this.#batch();
      if (!(await this.#until(() => this.#do(batch))) || this.#stopped) break;
      const last = must(batch.at(-1), 'a request');
      this.#waiting.splice(0, batch.length);
      const isOver = this.#waiting[0]?.sequence !== last.sequence;
      this.delivered = Math.max(this.delivered, isOver ? last.sequence : last.sequence - 1);
    }
    this.#running = false;
  }
  /** The first requests that are of one kind. */
  #batch(): PlacedRequest[] {
    const first = must(this.#waiting[0], 'a request');
    let size = 1;
    for (; size < Math.min(this.#waiting.length, mostAtOnce); size++) {
      const {app, spec, request} = this.#waiting[size]!;
      if (request.kind !== first.request.kind || spec !== first.spec || app !== first.app) break;
    }
    return this.#waiting.slice(0, size);
  }
  /** False when it was given up for now: held, or stopped. */
  async #until(run: () => Promise<void>): Promise<boolean> {
    for (let attempt = 1, wait = firstWait; !this.#stopped; attempt++, wait = Math.min(wait * 2, longestWait)) {
      try {
        await run();
        return true;
      } catch (error) {
        if (this.#stopped) return false;
        // A refused answer is for the next active to bring.
        if (!(error instanceof NotNow || error instanceof SubmitRefused))
          this.#options.onTrouble(error instanceof Error ? error.message : String(error), attempt, this.size);
        if (!this.#held) await this.#pause(wait);
        if (this.#held) return false;
      }
    }
    return false;
  }
  async #do(batch: readonly PlacedRequest[]): Promise<void> {
    if (!this.#options.mayAct()) throw new NotNow('this node may not act at this moment');
    const {app, spec} = must(batch[0], 'a request');
    const table = this.#options.tableOf(spec);
    const reads = batch.flatMap(({request}) => (request.kind === 'read' ? [request] : []));
    if (reads.length > 0) return this.#read(app, table, reads);
    return this.#write(app, table, batch);
  }
  async #read(app: string, table: KeptTable, reads: readonly ExternalRead[]): Promise<void> {
    const {table: id, number: upTo} = must(reads.at(-1), 'a read');
    try {
      const rows = await table.read(reads.flatMap(({candidates}) => candidates));
      await this.#options.answer(app, {kind: 'rows', table: id, upTo, rows});
    } catch (error) {
      const message = table.refusal(error);
      if (message === null) throw error;
      // Of several only one may ask for too much.
      if (reads.length > 1) for (const read of reads) await this.#read(app, table, [read]);
      else await this.#options.answer(app, {kind: 'unreadable', table: id, upTo, message});
    }
  }
  async #write(app: string, table: KeptTable, batch: readonly PlacedRequest[]): Promise<void> {
    const {isDecided, answer} = this.#options;
    const writes = batch.map(({sequence, ordinal, request}) => ({sequence, ordinal, write: request as ExternalWrite}));
    const {channel} = must(batch[0], 'a request');
    const [first] = writes;
    const {table: id} = must(first, 'a write').write;
    try {
      const isTold = (number: number): boolean => isDecided(app, id, number);
      // Refusals are told before anything is applied: whoever goes on after a crash tells them again, and is not heard again.
      const untold = await table.write(channel, writes, isTold);
      for (const {number, failures} of untold) await answer(app, {kind: 'refused', table: id, number, failures});
      if (untold.length > 0 && (await table.write(channel, writes, () => true)).length > 0)
        throw new Error('invariant broken: a refusal that was told is told again');
    } catch (error) {
      const message = table.refusal(error);
      if (message === null) throw error;
      if (batch.length > 1) {
        for (const one of batch) await this.#write(app, table, [one]);
        return;
      }
      const {write, ...place} = must(first, 'a write');
      if (!isDecided(app, id, write.number))
        await answer(app, {kind: 'refused', table: id, number: write.number, failures: write.refuse(message)});
      await table.pass(channel, place);
    }
  }
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timer = {handle: setTimeout(resolve, ms), wake: resolve};
    });
  }
}

import type {CheckpointThread, Progress} from './checkpoint-thread.ts';

/** Copied back at a time, pages of 4 kB: what was written often among them is copied once. */
export const passPages = 1000;
/** So long a log is to begin anew. */
export const restartPages = 4 * passPages;
/** So long, it waits for no pass to be over: who can wait does so at once. */
export const limitPages = 2 * restartPages;
/** Commits between two looks at the log, which take 4 µs. */
export const lookEvery = 8;
/** Another process may write while the rest is copied. */
const attempts = 3;

type Thread = Pick<CheckpointThread, 'pass' | 'end'>;
type Ports = {
  look: () => Progress;
  /** Begins the thread. */
  start: () => Thread;
  /** Has the writing connection copy the log back itself, from now on. */
  fallBack: (reason: unknown) => void;
};

/**
 * When the log is copied back into the database file, which a thread does while others go on to write. The log begins anew only with a transaction that
 * finds all of it copied, which a writer that never pauses would never see: so once the log is long and copied but for what came meanwhile, those who can wait do so for
 * `pause`, as long as that little takes. Each process of a file does this for itself; where one is at it already, the other's pass does nothing.
 */
export class Checkpoints {
  readonly #ports: Ports;
  #thread: Thread | undefined;
  #running: Promise<void> | undefined;
  #failed = false;
  #unlooked = 0;
  /** How long the log was when it last did not begin anew, since somebody reads or writes in another process: it may grow by as much again. */
  #base = 0;
  #pause: {over: Promise<void>; end: () => void} | undefined;

  constructor(ports: Ports) {
    this.#ports = ports;
  }
  /** To be waited for before a transaction that is one of many. Undefined most of the time; never rejects. */
  get pause(): Promise<void> | undefined {
    return this.#pause?.over;
  }
  /** After each commit. */
  committed(): void {
    if (this.#failed || ++this.#unlooked < lookEvery) return;
    this.#unlooked = 0;
    const {log, checkpointed} = this.#ports.look();
    if (log < this.#base) this.#base = 0;
    const long = log - this.#base >= limitPages;
    if (long) this.#hold();
    if (long || log - checkpointed >= passPages) this.#running ??= this.#copy();
  }
  /** What is not copied yet stays in the log. */
  async end(): Promise<void> {
    this.#failed = true;
    await this.#running;
    await this.#thread?.end();
    this.#thread = undefined;
  }
  async #copy(): Promise<void> {
    try {
      // Not earlier: it costs 20 ms of a start, and a node that writes little needs none.
      this.#thread ??= this.#ports.start();
      await this.#thread.pass();
      if (this.#ports.look().log - this.#base >= restartPages) await this.#copyRest(this.#thread);
    } catch (error) {
      this.#failed = true;
      this.#thread = undefined;
      this.#ports.fallBack(error);
    } finally {
      this.#pause?.end();
      this.#pause = undefined;
      this.#running = undefined;
    }
  }
  async #copyRest(thread: Thread): Promise<void> {
    this.#hold();
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const {checkpointed} = await thread.pass();
      if (this.#ports.look().log <= checkpointed) break;
    }
    this.#base = this.#ports.look().log;
  }
  #hold(): void {
    if (this.#pause) return;
    const {promise: over, resolve: end} = Promise.withResolvers<void>();
    this.#pause = {over, end};
  }
}

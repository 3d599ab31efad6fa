export type Waiting = {sequence: number; id: string; deliver: () => Promise<void>};

/** What to do when a delivery failed: `again` after a while, or leave the output out. */
export type Verdict = 'again' | 'leaveOut';

/** First wait and largest wait between attempts, ms. */
const firstWait = 100;
const longestWait = 5000;

/** The outputs of one sink, delivered one after the other, each until it is delivered or refused for good. */
export class SinkQueue {
  readonly #judge: (error: unknown, waiting: Waiting, attempt: number) => Verdict;
  #waiting: Waiting[] = [];
  #head = 0;
  #running = false;
  #stopped = false;
  #held = false;
  /** The sequence of the newest output that has set out. */
  #begun = 0;
  #timer: {handle: NodeJS.Timeout; wake: () => void} | undefined;
  /** The largest sequence of which nothing waits any more. */
  delivered = 0;

  constructor(judge: (error: unknown, waiting: Waiting, attempt: number) => Verdict) {
    this.#judge = judge;
  }
  get size(): number {
    return this.#waiting.length - this.#head;
  }
  push(waiting: Waiting): void {
    this.#waiting.push(waiting);
    if (!this.#running) void this.#run();
  }
  /** Nothing of another entry sets out until `release`, and what fails is not tried again. */
  hold(): void {
    this.#held = true;
    this.#timer?.wake();
  }
  release(): void {
    this.#held = false;
    if (!this.#running) void this.#run();
  }
  /** One is on its way, or others of its entry have still to follow. */
  get delivering(): boolean {
    return this.#running;
  }
  /** Drops what waits. An output that is on its way may still arrive. */
  stop(): void {
    this.#stopped = true;
    this.#waiting = [];
    this.#head = 0;
    if (this.#timer) {
      clearTimeout(this.#timer.handle);
      this.#timer.wake();
    }
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (;;) {
      const first = this.#waiting[this.#head];
      if (!first || this.#stopped || (this.#held && first.sequence > this.#begun)) break;
      this.#begun = first.sequence;
      if (!(await this.#deliver(first)) || this.#stopped) break;
      this.#head++;
      const next = this.#waiting[this.#head];
      if (next?.sequence !== first.sequence) this.delivered = first.sequence;
      if (this.#head > 1024 && this.#head * 2 > this.#waiting.length) {
        this.#waiting = this.#waiting.slice(this.#head);
        this.#head = 0;
      }
    }
    this.#running = false;
  }

  /** False when it was given up for now: held, or stopped. */
  async #deliver(waiting: Waiting): Promise<boolean> {
    for (let attempt = 1, wait = firstWait; !this.#stopped; attempt++, wait = Math.min(wait * 2, longestWait)) {
      try {
        await waiting.deliver();
        return true;
      } catch (error) {
        if (this.#stopped || this.#judge(error, waiting, attempt) === 'leaveOut') return true;
        if (!this.#held) await this.#pause(wait);
        if (this.#held) return false;
      }
    }
    return false;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timer = {handle: setTimeout(resolve, ms), wake: resolve};
    });
  }
}

import type {Output, Publisher} from '../ports.ts';
import type {Canon} from './canon.ts';
import type {Process} from './process.ts';

/** Buffers outputs and delivers them one after another; a crash loses what is buffered. */
export class SimPublisher implements Publisher {
  readonly #process: Process;
  readonly #canon: Canon;
  readonly #committed: (sequence: number) => void;
  readonly #buffer: {sequence: number; outputs: readonly Output[]}[] = [];
  readonly #watermarks: Record<string, number> = {};
  #busy = false;
  #held = false;
  /** The sinks do not answer. */
  stuck = false;

  /** `committed`: told of each sequence that is handed over. */
  constructor(process: Process, canon: Canon, committed: (sequence: number) => void) {
    this.#process = process;
    this.#canon = canon;
    this.#committed = committed;
  }
  get full(): boolean {
    return this.#buffer.length > 100;
  }
  get idle(): boolean {
    return this.#buffer.length === 0;
  }
  publish(sequence: number, outputs: readonly Output[]): void {
    this.#committed(sequence);
    this.#buffer.push({sequence, outputs});
    this.#deliver();
  }
  hold(): void {
    this.#held = true;
  }
  release(): void {
    this.#held = false;
    this.#deliver();
  }
  get delivering(): boolean {
    return this.#busy;
  }
  watermarks(): Record<string, number> {
    return {...this.#watermarks};
  }
  #deliver(): void {
    if (this.#busy || this.#held || this.#buffer.length === 0) return;
    this.#busy = true;
    const {world} = this.#process;
    const ms = this.stuck ? 400 : world.between(0.2, world.chance(0.02) ? 200 : 8);
    world.scheduler.after(ms, () =>
      this.#process.run(() => {
        this.#busy = false;
        if (!this.stuck) {
          const next = this.#buffer.shift();
          for (const output of next?.outputs ?? []) {
            this.#canon.delivers(this.#process.name, output);
            this.#watermarks[output.sink] = Math.max(this.#watermarks[output.sink] ?? 0, next?.sequence ?? 0);
          }
        }
        this.#deliver();
      }),
    );
  }
}

import type {Entry, Output} from '../ports.ts';

export type HeldEntry = {entry: Entry; outputs: readonly Output[]};

const nothing = new Uint8Array(0);

/**
 * Outputs of entries that a passive has applied, until the active says that
 * they are delivered. Bounded: what is dropped is remembered by the place that
 * it had, so that a takeover knows whether it would be missed.
 */
export class HeldOutputs {
  readonly #limit: number;
  #held: HeldEntry[] = [];
  #count = 0;
  /** Per sink the newest sequence of which outputs were dropped undelivered. */
  #dropped = new Map<string, number>();

  /** `limit`: outputs. */
  constructor(limit: number) {
    this.#limit = limit;
  }
  get count(): number {
    return this.#count;
  }
  clear(): void {
    this.#held = [];
    this.#count = 0;
    this.#dropped = new Map();
  }
  add({sequence, timestamp, epoch}: Entry, outputs: readonly Output[], delivered: Watermarks): void {
    const open = outputs.filter((o) => isOpen(o, sequence, delivered));
    if (open.length === 0) return;
    this.#held.push({entry: {sequence, timestamp, epoch, payload: nothing}, outputs: open});
    this.#count += open.length;
    if (this.#count > this.#limit) this.#drop();
  }
  /** These are delivered. */
  passed(delivered: Watermarks): void {
    const held: HeldEntry[] = [];
    let count = 0;
    for (const {entry, outputs} of this.#held) {
      const open = outputs.filter((o) => isOpen(o, entry.sequence, delivered));
      if (open.length > 0) held.push(open.length === outputs.length ? {entry, outputs} : {entry, outputs: open});
      count += open.length;
    }
    this.#held = held;
    this.#count = count;
  }
  /** What is not delivered yet, in order; undefined when some of it was dropped. */
  undelivered(delivered: Watermarks): readonly HeldEntry[] | undefined {
    for (const [sink, sequence] of this.#dropped) if (sequence > (delivered[sink] ?? 0)) return undefined;
    this.passed(delivered);
    return this.#held;
  }
  /** The older half: those that are delivered next, and of no use then. */
  #drop(): void {
    let left = Math.ceil(this.#limit / 2);
    let n = 0;
    for (; left > 0 && n < this.#held.length; n++) {
      const {entry, outputs} = this.#held[n] as HeldEntry;
      for (const {sink} of outputs) this.#dropped.set(sink, entry.sequence);
      left -= outputs.length;
      this.#count -= outputs.length;
    }
    this.#held = this.#held.slice(n);
  }
}

type Watermarks = Readonly<Record<string, number>>;

function isOpen({sink}: Output, sequence: number, delivered: Watermarks): boolean {
  return sequence > (delivered[sink] ?? 0);
}

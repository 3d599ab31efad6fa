import {type Submitted, SubmitRefused, type SubmitRefusal} from './api.ts';
import type {Applied, Entry, Output, Publisher} from './ports.ts';
import {costOf} from './entry-log.ts';

export type Caller = {resolve: (submitted: Submitted) => void; reject: (error: SubmitRefused) => void};
type Waiting = {
  sequence: number;
  timestamp: number;
  cost: number;
  outputs: readonly Output[];
  reply: unknown;
  caller: Caller | undefined;
};

/**
 * Entries that are applied and wait to be committed, in order, with what must
 * not leave the node before: their outputs and the answers to their callers.
 */
export class CommitLine {
  readonly #publisher: Publisher;
  #waiting: (Waiting | undefined)[] = [];
  #head = 0;
  #cost = 0;
  #committed: number;
  /** Per sink the newest sequence handed to the publisher. */
  readonly #handed = new Map<string, number>();

  /** `committed`: the newest sequence whose outputs need nobody any more. */
  constructor(publisher: Publisher, committed: number) {
    this.#publisher = publisher;
    this.#committed = committed;
  }
  get committed(): number {
    return this.#committed;
  }
  /** Bytes of entries that wait. */
  get cost(): number {
    return this.#cost;
  }
  add(entry: Entry, applied: Applied, caller?: Caller): void {
    const cost = costOf(entry);
    this.#cost += cost;
    const {sequence, timestamp} = entry;
    this.#waiting.push({sequence, timestamp, cost, outputs: applied.outputs, reply: applied.reply, caller});
  }
  /** The caller has permission right now, and everything up to `upTo` is committed. */
  advance(upTo: number): void {
    for (let next = this.#waiting[this.#head]; next && next.sequence <= upTo; next = this.#waiting[this.#head]) {
      // Forgotten at once: the list is old, and what an old one still names is not collected with what is new.
      this.#waiting[this.#head++] = undefined;
      this.#cost -= next.cost;
      this.#committed = Math.max(this.#committed, next.sequence);
      if (next.outputs.length > 0) {
        for (const output of next.outputs) this.#handed.set(output.sink, next.sequence);
        this.#publisher.publish(next.sequence, next.outputs);
      }
      next.caller?.resolve({sequence: next.sequence, timestamp: next.timestamp, reply: next.reply});
    }
    this.#committed = Math.max(this.#committed, upTo);
    if (this.#head > 1024 || this.#head === this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
  }
  /** What the publisher must have delivered before nobody needs the entries so far for their outputs. */
  handed(): ReadonlyMap<string, number> {
    return new Map(this.#handed);
  }
  /** Ends every wait: whether these entries count is for the next active to say. */
  fail(reason: SubmitRefusal, message: string): void {
    const open = this.#waiting.slice(this.#head);
    this.#waiting = [];
    this.#head = 0;
    this.#cost = 0;
    for (const w of open) w?.caller?.reject(new SubmitRefused(reason, message));
  }
}

/** True when the publisher has delivered all of `handed`. */
export function delivered(handed: ReadonlyMap<string, number>, watermarks: Readonly<Record<string, number>>): boolean {
  for (const [sink, sequence] of handed) if ((watermarks[sink] ?? 0) < sequence) return false;
  return true;
}

import type {Reply} from './reply.ts';

type Remembered = {reply: Reply; at: number};

/**
 * Replies by idempotency key, oldest first. Bounded by count and by age in
 * entry time, so both nodes forget the same keys at the same entry.
 */
export class RememberedKeys {
  readonly #limit: number;
  readonly #ageMs: number;
  #replies = new Map<string, Remembered>();

  constructor(limit: number, ageMs: number) {
    this.#limit = limit;
    this.#ageMs = ageMs;
  }
  get(key: string): Reply | undefined {
    return this.#replies.get(key)?.reply;
  }
  remember(key: string, reply: Reply, now: number): void {
    this.#replies.set(key, {reply, at: now});
    for (const [oldest, {at}] of this.#replies) {
      if (this.#replies.size <= this.#limit && now - at <= this.#ageMs) break;
      this.#replies.delete(oldest);
    }
  }
  /** `[key, reply, at]`, oldest first. */
  saved(): [string, Reply, number][] {
    return [...this.#replies].map(([key, {reply, at}]) => [key, reply, at]);
  }
  restore(saved: readonly (readonly [string, Reply, number])[]): void {
    this.#replies = new Map(saved.map(([key, reply, at]) => [key, {reply, at}]));
  }
}

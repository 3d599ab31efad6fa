/** What was answered to a keyed input. `at`: entry time, ms since 1970. */
export type Remembered = {sequence: number; at: number; events: number};
/** In a snapshot: key, sequence, at, events. */
export type SavedKey = [string, number, number, number];

/**
 * What was answered, by idempotency key, oldest first. Bounded by count and by
 * age in entry time, so both nodes forget the same keys at the same entry.
 */
export class RememberedKeys {
  readonly #limit: number;
  readonly #ageMs: number;
  #answers = new Map<string, Remembered>();

  constructor(limit: number, ageMs: number) {
    this.#limit = limit;
    this.#ageMs = ageMs;
  }
  get(key: string): Remembered | undefined {
    return this.#answers.get(key);
  }
  remember(key: string, answer: Remembered): void {
    this.#answers.set(key, answer);
    for (const [oldest, {at}] of this.#answers) {
      if (this.#answers.size <= this.#limit && answer.at - at <= this.#ageMs) break;
      this.#answers.delete(oldest);
    }
  }
  saved(): SavedKey[] {
    return [...this.#answers].map(([key, {sequence, at, events}]) => [key, sequence, at, events]);
  }
  restore(saved: readonly SavedKey[]): void {
    this.#answers = new Map(saved.map(([key, sequence, at, events]) => [key, {sequence, at, events}]));
  }
}

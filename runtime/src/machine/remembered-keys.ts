/** What was answered to a keyed input. `at`: entry time, ms since 1970. */
export type Remembered = {sequence: number; at: number; events: number};
/** In a snapshot: key, sequence, at, events. */
export type SavedKey = [string, number, number, number];

/** One step of time counts at most this share of the age. */
const steps = 60;

/**
 * What was answered, by idempotency key, oldest first. Bounded by count and by
 * age in entry time, so both nodes forget the same keys at the same entry.
 * Between two keyed inputs no more than a sixtieth of the age counts: a clock
 * that is set ahead by hours must not make the cluster forget what it has
 * answered just now, and whose answer may have been lost on its way.
 */
export class RememberedKeys {
  readonly #limit: number;
  readonly #ageMs: number;
  /** `counted`: time that counts towards the age, ms. */
  #answers = new Map<string, Remembered & {counted: number}>();
  #newest: {at: number; counted: number} | undefined;

  constructor(limit: number, ageMs: number) {
    this.#limit = limit;
    this.#ageMs = ageMs;
  }
  get(key: string): Remembered | undefined {
    return this.#answers.get(key);
  }
  remember(key: string, answer: Remembered): void {
    this.#add(key, answer);
    const now = this.#newest?.counted ?? 0;
    for (const [oldest, {counted}] of this.#answers) {
      if (this.#answers.size <= this.#limit && now - counted <= this.#ageMs) break;
      this.#answers.delete(oldest);
    }
  }
  saved(): SavedKey[] {
    return [...this.#answers].map(([key, {sequence, at, events}]) => [key, sequence, at, events]);
  }
  restore(saved: readonly SavedKey[]): void {
    this.#answers = new Map();
    this.#newest = undefined;
    for (const [key, sequence, at, events] of saved) this.#add(key, {sequence, at, events});
  }
  /** Only differences count, so a restored node counts as one that was there from the start. */
  #add(key: string, answer: Remembered): void {
    const before = this.#newest;
    const step = before ? Math.min(Math.max(answer.at - before.at, 0), this.#ageMs / steps) : 0;
    const counted = (before?.counted ?? 0) + step;
    this.#answers.set(key, {...answer, counted});
    this.#newest = {at: answer.at, counted};
  }
}

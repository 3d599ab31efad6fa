import type {Expiry} from './expiry.ts';
import type {MatchOutput} from './match-output.ts';
import type {Partial} from './partial.ts';
import type {Places} from './places.ts';

/**
 * When partials start, for `within`, and how they end: as a match, too late,
 * or because they wait nowhere. One that has ended waits nowhere.
 */
export class Lifetimes {
  readonly #places: Places;
  readonly #output: MatchOutput;
  readonly #expiry: Expiry | undefined;

  /** `expiry`: where the pattern has a bound. */
  constructor(places: Places, output: MatchOutput, expiry: Expiry | undefined) {
    this.#places = places;
    this.#output = output;
    this.#expiry = expiry;
  }
  /** It has an event. `both`: of a first `and`, `or`, where either event counts. */
  start(partial: Partial, ts: number, both: boolean): void {
    this.#expiry?.start(partial, ts, both);
  }
  /** `copy` has some of its events, or none. */
  startAs(partial: Partial, copy: Partial): void {
    if (this.#expiry && copy.slots.some((_, slot) => copy.isFilled(slot))) this.#expiry.startAs(partial, copy);
  }
  /** Those for which it is too late at `ts`: they are to be ended. */
  over(ts: number): readonly Partial[] {
    return this.#expiry ? this.#expiry.take(ts) : none;
  }
  match(partial: Partial, ts: number): void {
    this.#output.add(ts, partial);
    this.end(partial);
  }
  end(partial: Partial): void {
    if (!partial.alive) return;
    partial.alive = false;
    this.#places.delete(partial);
    if (partial.first !== Infinity) this.#expiry?.ended();
  }
  endIfNowhere(partial: Partial): void {
    if (!this.#places.hold(partial)) this.end(partial);
  }
}

const none: readonly Partial[] = [];

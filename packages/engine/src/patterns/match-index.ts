import type {Row} from '../api.ts';
import type {Partial} from './partial.ts';
import {PartialsByKey} from './partials-by-key.ts';
import type {MatchKey} from './state-plan.ts';

/**
 * Waiting partials in order of arrival. With a key, an event meets only those
 * whose equality it can satisfy; its filter still decides.
 */
export class MatchIndex {
  all: Set<Partial> = new Set();
  readonly #byKey: PartialsByKey | null;

  constructor(key: MatchKey | undefined) {
    this.#byKey = key ? new PartialsByKey(key) : null;
  }
  add(partial: Partial): void {
    const {size} = this.all;
    this.all.add(partial);
    if (this.#byKey !== null && this.all.size > size) this.#byKey.add(partial);
  }
  /** Without a key, while nobody waits: takes over the set and answers an empty one. Else null. */
  exchange(partials: Set<Partial>): Set<Partial> | null {
    if (this.#byKey !== null || this.all.size > 0) return null;
    const empty = this.all;
    this.all = partials;
    return empty;
  }
  has(partial: Partial): boolean {
    return this.all.size > 0 && this.all.has(partial);
  }
  delete(partial: Partial): boolean {
    if (this.all.size === 0 || !this.all.delete(partial)) return false;
    if (this.#byKey !== null) this.#byKey.delete(partial);
    return true;
  }
  /** Those that `row` may match, oldest first. What is walked over may be deleted on the way. */
  candidates(row: Row): Iterable<Partial> {
    return this.#byKey === null ? this.all : this.#byKey.candidates(row);
  }
  /** `expected`: how many will come. */
  clear(expected: number): void {
    this.all.clear();
    this.#byKey?.clear(expected);
  }
}

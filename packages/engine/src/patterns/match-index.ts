import type {Row, Value} from '../api.ts';
import type {Partial} from './partial.ts';
import type {MatchKey} from './state-plan.ts';

const nobody: readonly Partial[] = [];

/**
 * Waiting partials in order of arrival. With a key, an event meets only those
 * whose equality it can satisfy; its filter still decides.
 */
export class MatchIndex {
  all: Set<Partial> = new Set();
  readonly #key: MatchKey | undefined;
  /** Most keys have one partial: it stands for itself. */
  readonly #byKey = new Map<Value, Partial | Set<Partial>>();

  constructor(key: MatchKey | undefined) {
    this.#key = key;
  }
  add(partial: Partial): void {
    if (!this.#key) {
      this.all.add(partial);
      return;
    }
    const {size} = this.all;
    this.all.add(partial);
    if (this.all.size === size) return;
    const value = this.#key.held(partial);
    const known = this.#byKey.get(value);
    if (known === undefined) this.#byKey.set(value, partial);
    else if (known instanceof Set) known.add(partial);
    else this.#byKey.set(value, new Set([known, partial]));
  }
  /** Without a key, while nobody waits: takes over the set and answers an empty one. Else null. */
  exchange(partials: Set<Partial>): Set<Partial> | null {
    if (this.#key || this.all.size > 0) return null;
    const empty = this.all;
    this.all = partials;
    return empty;
  }
  has(partial: Partial): boolean {
    return this.all.size > 0 && this.all.has(partial);
  }
  delete(partial: Partial): boolean {
    if (this.all.size === 0 || !this.all.delete(partial)) return false;
    if (!this.#key) return true;
    const value = this.#key.held(partial);
    const known = this.#byKey.get(value);
    if (known instanceof Set) known.delete(partial);
    if (known === partial || (known instanceof Set && known.size === 0)) this.#byKey.delete(value);
    return true;
  }
  /** Those that `row` may match, oldest first. What is walked over may be deleted on the way. */
  candidates(row: Row): Iterable<Partial> {
    if (!this.#key) return this.all;
    const value = this.#key.own(row);
    const known = value === null ? undefined : this.#byKey.get(value);
    if (known === undefined) return nobody;
    return known instanceof Set ? known : [known];
  }
  clear(): void {
    this.all.clear();
    this.#byKey.clear();
  }
}

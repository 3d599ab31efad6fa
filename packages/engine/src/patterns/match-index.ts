import type {Row, Value} from '../api.ts';
import type {Partial} from './partial.ts';
import type {MatchKey} from './state-plan.ts';

const nobody: ReadonlySet<Partial> = new Set();

/**
 * Waiting partials in order of arrival. With a key, an event meets only those
 * whose equality it can satisfy; its filter still decides.
 */
export class MatchIndex {
  readonly all = new Set<Partial>();
  readonly #key: MatchKey | undefined;
  readonly #byKey = new Map<Value, Set<Partial>>();

  constructor(key: MatchKey | undefined) {
    this.#key = key;
  }
  add(partial: Partial): void {
    if (this.all.has(partial)) return;
    this.all.add(partial);
    if (!this.#key) return;
    const value = this.#key.held(partial);
    const bucket = this.#byKey.get(value);
    if (bucket) bucket.add(partial);
    else this.#byKey.set(value, new Set([partial]));
  }
  delete(partial: Partial): boolean {
    if (!this.all.delete(partial)) return false;
    if (!this.#key) return true;
    const value = this.#key.held(partial);
    const bucket = this.#byKey.get(value);
    if (bucket?.delete(partial) && bucket.size === 0) this.#byKey.delete(value);
    return true;
  }
  /** Those that `row` may match. May be changed while it is walked; what is added to it then is walked, too. */
  candidates(row: Row): ReadonlySet<Partial> {
    if (!this.#key) return this.all;
    const value = this.#key.own(row);
    return value === null ? nobody : (this.#byKey.get(value) ?? nobody);
  }
  clear(): void {
    this.all.clear();
    this.#byKey.clear();
  }
}

import type {Row, Value} from '../api.ts';
import {WideMap} from '../core/wide-map.ts';
import type {Partial} from './partial.ts';
import type {MatchKey} from './state-plan.ts';

const nobody: readonly Partial[] = [];

/** Waiting partials by what an equality asks of their event, in order of arrival. */
export class PartialsByKey {
  readonly #key: MatchKey;
  /** Most keys have one partial: it stands for itself. */
  readonly #byKey = new WideMap<Value, Partial | Set<Partial>>();

  constructor(key: MatchKey) {
    this.#key = key;
  }
  /** One that is not here. */
  add(partial: Partial): void {
    const value = this.#key.held(partial);
    if (this.#byKey.add(value, partial)) return;
    const known = this.#byKey.get(value)!;
    if (known instanceof Set) known.add(partial);
    else this.#byKey.set(value, new Set([known, partial]));
  }
  /** One that is here. */
  delete(partial: Partial): void {
    const value = this.#key.held(partial);
    const known = this.#byKey.get(value);
    if (known instanceof Set) known.delete(partial);
    if (known === partial || (known instanceof Set && known.size === 0)) this.#byKey.delete(value);
  }
  /** Those that `row` may match, oldest first. What is walked over may be deleted on the way. */
  candidates(row: Row): Iterable<Partial> {
    const value = this.#key.own(row);
    const known = value === null ? undefined : this.#byKey.get(value);
    if (known === undefined) return nobody;
    return known instanceof Set ? known : [known];
  }
  /** `expected`: how many will come. */
  clear(expected: number): void {
    this.#byKey.clear(expected);
  }
}

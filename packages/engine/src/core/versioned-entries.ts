import type {Plain, ValueWriter} from '@tandem/wire';
import type {Cut} from './cut.ts';
import {OrderedCut} from './ordered-cut.ts';
import {OrderedMap} from './ordered-map.ts';

/** What the collection keeps of an entry; all 0 to begin with. `cut`: the newest cut that knows what it was then. `at`: see `OrderedMap`. */
export type VersionedEntry<K> = {readonly key: K; born: number; cut: number; at: number};
type Written = readonly [key: Plain, value: Plain];

/** Entries by key, in order of insertion, that change in place and can be cut. `touch` is called before one changes. */
export class VersionedEntries<K extends Plain, E extends VersionedEntry<K>> {
  #entries = new OrderedMap<K, E>();
  readonly #valueOf: (entry: E) => Plain;
  #births = 0;
  #cut: OrderedCut<E, Written> | null = null;
  /** How many cuts there were. */
  #cuts = 0;

  /** `valueOf`: what is saved of an entry. */
  constructor(valueOf: (entry: E) => Plain) {
    this.#valueOf = valueOf;
  }
  get size(): number {
    return this.#entries.size;
  }
  get(key: K): E | undefined {
    return this.#entries.get(key);
  }
  values(): Iterable<E> {
    return this.#entries.entries();
  }
  /** Of a key that is not there. */
  add(entry: E): void {
    entry.born = this.#births++;
    entry.cut = this.#cuts;
    this.#entries.add(entry);
  }
  /** One that is there is about to change, or to go. */
  touch(entry: E): void {
    if (entry.cut === this.#cuts) return;
    entry.cut = this.#cuts;
    if (this.#cut?.isOpen) this.#cut.keep(entry.born, [entry.key, this.#valueOf(entry)]);
  }
  remove(entry: E): void {
    this.touch(entry);
    this.#entries.remove(entry);
  }
  /** A cut goes on with the entries that it began with. */
  clear(): void {
    if (this.#entries.size > 0) this.#entries = new OrderedMap();
  }
  /** Forgets all, cuts too: for so many that were saved. */
  forget(expected = 0): void {
    this.#cut?.close();
    this.#entries = new OrderedMap(expected);
  }
  /** Of a list of what is saved of each. */
  cutList(): Cut {
    return this.#cutAs(
      (to, count) => to.array(count),
      (to, [, value]) => to.value(value),
    );
  }
  /** Of a map of it by key. */
  cutMap(): Cut {
    return this.#cutAs(
      (to, count) => to.map(count),
      (to, [key, value]) => {
        to.value(key);
        to.value(value);
      },
    );
  }
  #cutAs(open: (to: ValueWriter, count: number) => void, write: (to: ValueWriter, written: Written) => void): Cut {
    this.#cut?.close();
    const number = ++this.#cuts;
    const count = this.#entries.size;
    this.#cut = new OrderedCut<E, Written>({
      open: (to) => open(to, count),
      count,
      items: this.#entries.entries(),
      order: ({born}) => born,
      isAsWas: (entry) => entry.cut < number,
      valueOf: (entry) => [entry.key, this.#valueOf(entry)],
      putAside: (entry) => void (entry.cut = number),
      write,
    });
    return this.#cut;
  }
}

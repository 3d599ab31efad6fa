import {Line} from './line.ts';
import {WideMap} from './wide-map.ts';

/** `at`: for the map to keep its place in. */
type Entry<K> = {readonly key: K; at: number};

/**
 * Entries by key, in the order in which they came, for any number of them: few in a `Map`, as there may be many such maps, and
 * many so that none of them has to move all at once.
 */
export class OrderedMap<K extends {} | null, E extends Entry<K>> {
  #few: Map<K, E> | null = new Map();
  #many: WideMap<K, E> | null = null;
  #line: Line<E> | null = null;
  readonly #most: number;

  /** `expected`: how many will come. `most`: what is few. */
  constructor(expected = 0, most = 16_384) {
    this.#most = most;
    if (expected <= most) return;
    this.#few = null;
    this.#many = new WideMap(most);
    this.#many.clear(expected);
    this.#line = new Line();
  }
  get size(): number {
    return this.#few === null ? this.#line!.size : this.#few.size;
  }
  get(key: K): E | undefined {
    return this.#few === null ? this.#many!.get(key) : this.#few.get(key);
  }
  /** One of a key that is not there. */
  add(entry: E): void {
    if (this.#few === null) {
      this.#many!.set(entry.key, entry);
      this.#line!.push(entry);
    } else {
      this.#few.set(entry.key, entry);
      if (this.#few.size > this.#most) this.#spread(this.#few);
    }
  }
  /** One that is there. */
  remove(entry: E): void {
    if (this.#few === null) {
      this.#many!.delete(entry.key);
      this.#line!.remove(entry);
    } else this.#few.delete(entry.key);
  }
  /** Those that are there; as with a `Line`, some that have gone may be among them for who goes on while others change. */
  entries(): Iterable<E> {
    const few = this.#few;
    return few === null ? this.#line! : {[Symbol.iterator]: () => few.values()};
  }
  /** Whoever goes through the entries goes on with what they were. */
  #spread(few: ReadonlyMap<K, E>): void {
    this.#many = new WideMap(this.#most);
    this.#many.clear(few.size);
    this.#line = new Line();
    for (const entry of few.values()) {
      this.#many.set(entry.key, entry);
      this.#line.push(entry);
    }
    this.#few = null;
  }
}

import {hashOf} from './key-hash.ts';

/** Places of a part. Its list is large enough for V8 to leave it where it is made: it is not copied by collections. */
const places = 8192;
/** Of a list with a key and its value for each place. */
const last = 2 * places - 1;
/** With more entries a part is to be split: a search then looks at more than a few places. */
export const mostInPart = (places / 8) * 5;
/** Keys that are found only after so many others have the same hash, or were made to have it. */
const farthest = 256;

/**
 * Entries whose hashes begin with the same `depth` bits, each in the first free place from that of its hash on. Where
 * many keys have the same hash it is a `Map` instead. No key is undefined or NaN.
 */
export class HashPart<K, V> {
  readonly depth: number;
  size = 0;
  /** A key and its value in turn; a key that is undefined ends a search. */
  #items: unknown[] = nothing.slice();
  #crowd: Map<K, V> | null = null;

  constructor(depth: number) {
    this.depth = depth;
  }
  get isCrowded(): boolean {
    return this.#crowd !== null;
  }
  get(key: K, hash: number): V | undefined {
    const items = this.#items;
    for (let at = placeOf(hash); ; at = (at + 2) & last) {
      const found = items[at];
      if (found === key) return items[at + 1] as V;
      if (found === undefined) return this.#crowd === null ? undefined : this.#crowd.get(key);
    }
  }
  /** True: it was not there. `stays`: else its value does. */
  set(key: K, hash: number, value: V, stays: boolean): boolean {
    const {size} = this;
    if (this.#crowd !== null) {
      if (!stays || !this.#crowd.has(key)) this.size = this.#crowd.set(key, value).size;
      return this.size > size;
    }
    const items = this.#items;
    let at = placeOf(hash);
    for (let looked = 0; ; at = (at + 2) & last) {
      const found = items[at];
      if (found === undefined) break;
      if (found === key) {
        if (!stays) items[at + 1] = value;
        return false;
      }
      if (++looked > farthest) {
        this.crowd();
        return this.set(key, hash, value, stays);
      }
    }
    items[at] = key;
    items[at + 1] = value;
    this.size++;
    return true;
  }
  /** False: it was not there. */
  delete(key: K, hash: number): boolean {
    if (this.#crowd !== null) {
      const was = this.#crowd.delete(key);
      this.size = this.#crowd.size;
      return was;
    }
    const items = this.#items;
    for (let at = placeOf(hash); ; at = (at + 2) & last) {
      const found = items[at];
      if (found === undefined) return false;
      if (found !== key) continue;
      this.#empty(at);
      this.size--;
      return true;
    }
  }
  each(visit: (key: K, value: V) => void): void {
    if (this.#crowd !== null) {
      for (const [key, value] of this.#crowd) visit(key, value);
      return;
    }
    const items = this.#items;
    for (let at = 0; at < items.length; at += 2) {
      const key = items[at];
      if (key !== undefined) visit(key as K, items[at + 1] as V);
    }
  }
  /** Makes it a `Map`. */
  crowd(): void {
    const crowd = new Map<K, V>();
    this.each((key, value) => void crowd.set(key, value));
    this.#crowd = crowd;
    this.#items = nothing as unknown[];
  }
  /** What stands behind goes where its search would otherwise end. */
  #empty(at: number): void {
    const items = this.#items;
    let free = at;
    for (let next = (at + 2) & last; ; next = (next + 2) & last) {
      const key = items[next];
      if (key === undefined) break;
      const from = placeOf(hashOf(key));
      if (((next - from) & last) < ((next - free) & last)) continue;
      items[free] = key;
      items[free + 1] = items[next + 1];
      free = next;
    }
    items[free] = undefined;
    items[free + 1] = undefined;
  }
}

const placeOf = (hash: number): number => (hash & (places - 1)) << 1;
/** Every search in it ends at once. A copy is had sooner than a new one. */
const nothing: readonly unknown[] = Array.from({length: 2 * places});

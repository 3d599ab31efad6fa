/**
 * As a `Map`, in no particular order, for any number of entries: one map that doubles at a million moves them all at once, and
 * the engine stands still for 0.1 s. With many entries there are as many maps as `parts`, and a key says which is its own.
 */
export class WideMap<K, V> {
  /** One, or `parts` of them. */
  #maps: Map<K, V>[] = [new Map()];
  #size = 0;
  readonly #most: number;

  /** `most`: with more entries there are several maps. */
  constructor(most = 4096) {
    this.#most = most;
  }
  get size(): number {
    return this.#size;
  }
  get(key: K): V | undefined {
    const maps = this.#maps;
    return maps.length === 1 ? maps[0]!.get(key) : maps[partOf(key)]!.get(key);
  }
  has(key: K): boolean {
    return this.#of(key).has(key);
  }
  set(key: K, value: V): void {
    const map = this.#of(key);
    const before = map.size;
    map.set(key, value);
    if (map.size !== before && ++this.#size > this.#most && this.#maps.length === 1) this.#spread();
  }
  delete(key: K): boolean {
    if (!this.#of(key).delete(key)) return false;
    this.#size--;
    return true;
  }
  /** `expected`: how many will come: where they are many they need not be moved when they have become so. */
  clear(expected = 0): void {
    this.#maps = expected > this.#most ? several() : [new Map()];
    this.#size = 0;
  }
  /** What is added or taken out on the way may be among them or not. */
  *[Symbol.iterator](): IterableIterator<[K, V]> {
    for (const map of this.#maps) yield* map;
  }
  *keys(): IterableIterator<K> {
    for (const map of this.#maps) yield* map.keys();
  }
  *values(): IterableIterator<V> {
    for (const map of this.#maps) yield* map.values();
  }
  #of(key: K): Map<K, V> {
    const maps = this.#maps;
    return maps.length === 1 ? maps[0]! : maps[partOf(key)]!;
  }
  /** Whoever goes through the one map that there was goes on with that. */
  #spread(): void {
    const [all] = this.#maps;
    const maps = several<K, V>();
    for (const [key, value] of all!) maps[partOf(key)]!.set(key, value);
    this.#maps = maps;
  }
}

/** Of a million entries each has some four thousand: to move those takes less than a ms. */
const parts = 256;
const several = <K, V>(): Map<K, V>[] => Array.from({length: parts}, () => new Map<K, V>());
/** Odd, and half of its bits set. */
const mixing = 0x9e3779b1;

/** The same for keys that are the same to a map. */
export function partOf(key: unknown): number {
  if (typeof key === 'number') {
    // Those that are next to each other go to different parts, be they whole or not.
    const low = Number.isInteger(key) ? key | 0 : (key * 1_048_573) | 0;
    return Math.imul(low ^ (low >>> 15), mixing) >>> 24;
  }
  if (typeof key === 'string') return partOfText(key);
  if (typeof key === 'bigint') return Math.imul(Number(BigInt.asIntN(32, key)), mixing) >>> 24;
  return 0;
}

/** Of a long text the letters at both ends count. */
function partOfText(key: string): number {
  const {length} = key;
  let hash = length;
  const head = length > 2 * letters ? letters : length;
  for (let i = 0; i < head; i++) hash = Math.imul(hash ^ key.charCodeAt(i), mixing);
  for (let i = Math.max(head, length - letters); i < length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), mixing);
  return (hash ^ (hash >>> 15)) & (parts - 1);
}
const letters = 32;

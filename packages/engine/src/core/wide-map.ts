import {HashPart, mostInPart} from './hash-part.ts';
import {hashOf} from './key-hash.ts';

/**
 * As a `Map`, in no particular order, for any number of entries: one map that doubles at a million moves them all at once, and
 * the engine stands still for 0.1 s. With many entries they lie in parts by the first bits of their hashes (extendible hashing):
 * a part that is full is split in two, and two that have become nearly empty are joined.
 */
export class WideMap<K extends {} | null, V> {
  #few: Map<K, V> | null = new Map();
  /** For each beginning of a hash of `#depth` bits the part of those that begin so: one that has fewer bits stands there several times. */
  #parts: HashPart<K, V>[] = [];
  #depth = 0;
  #size = 0;
  readonly #most: number;

  /** `most`: with more entries there are parts. */
  constructor(most = 16_384) {
    this.#most = most;
  }
  get size(): number {
    return this.#few === null ? this.#size : this.#few.size;
  }
  get(key: K): V | undefined {
    if (this.#few !== null) return this.#few.get(key);
    const hash = hashOf(key);
    return this.#parts[hash >>> -this.#depth]!.get(plain(key), hash);
  }
  has(key: K): boolean {
    return this.get(key) !== undefined;
  }
  /** `value` is not undefined. */
  set(key: K, value: V): void {
    if (this.#few !== null) {
      this.#few.set(key, value);
      if (this.#few.size > this.#most) this.#spread(this.#few);
      return;
    }
    const hash = hashOf(key);
    const part = this.#parts[hash >>> -this.#depth]!;
    if (part.set(plain(key), hash, value, false)) this.#added(part, hash);
  }
  /** False: the key is there already, and its value stays. */
  add(key: K, value: V): boolean {
    const {size} = this;
    if (this.#few !== null) {
      if (this.#few.has(key)) return false;
      this.set(key, value);
      return true;
    }
    const hash = hashOf(key);
    const part = this.#parts[hash >>> -this.#depth]!;
    if (part.set(plain(key), hash, value, true)) this.#added(part, hash);
    return this.#size > size;
  }
  delete(key: K): boolean {
    if (this.#few !== null) return this.#few.delete(key);
    const hash = hashOf(key);
    const part = this.#parts[hash >>> -this.#depth]!;
    if (!part.delete(plain(key), hash)) return false;
    this.#size--;
    if (part.size % now === 0 && part.size < fewInPart) this.#join(part, hash);
    return true;
  }
  /** `expected`: how many will come: where they are many they need not be moved when they have become so. */
  clear(expected = 0): void {
    this.#parts = [];
    this.#depth = this.#size = 0;
    this.#few = expected > this.#most ? null : new Map();
    if (this.#few !== null) return;
    while (this.#depth < 1 || expected > 2 ** this.#depth * mostInPart * roomy) this.#depth++;
    for (let i = 0; i < 2 ** this.#depth; i++) this.#parts.push(new HashPart(this.#depth));
  }
  #added(part: HashPart<K, V>, hash: number): void {
    this.#size++;
    if (part.size > mostInPart && !part.isCrowded) this.#split(part, hash);
  }
  #spread(all: ReadonlyMap<K, V>): void {
    this.clear(Math.max(all.size, this.#most + 1));
    for (const [key, value] of all) this.set(key, value);
  }
  /** `hash`: of one of its keys. */
  #split(part: HashPart<K, V>, hash: number): void {
    if (part.depth === deepest) return part.crowd();
    if (part.depth === this.#depth) this.#deepen();
    const depth = part.depth + 1;
    const halves = [new HashPart<K, V>(depth), new HashPart<K, V>(depth)];
    part.each((key, value) => {
      const its = hashOf(key);
      halves[(its >>> -depth) & 1]!.set(key, its, value, false);
    });
    this.#place(halves[0]!, (hash >>> -part.depth) * 2);
    this.#place(halves[1]!, (hash >>> -part.depth) * 2 + 1);
  }
  #deepen(): void {
    this.#parts = this.#parts.flatMap((part) => [part, part]);
    this.#depth++;
  }
  /** `bits`: the first of the hashes of its keys. */
  #place(part: HashPart<K, V>, bits: number): void {
    const width = 2 ** (this.#depth - part.depth);
    this.#parts.fill(part, bits * width, (bits + 1) * width);
  }
  /** With the part that it was once split from. */
  #join(part: HashPart<K, V>, hash: number): void {
    const {depth} = part;
    if (this.#size * 4 < this.#most) return this.#gather();
    if (depth === 1) return;
    const bits = hash >>> -depth;
    const other = this.#parts[(bits ^ 1) * 2 ** (this.#depth - depth)]!;
    if (other.depth !== depth || part.isCrowded || other.isCrowded || other.size + part.size > fewInPart) return;
    const joined = new HashPart<K, V>(depth - 1);
    for (const half of [part, other]) half.each((key, value) => void joined.set(key, hashOf(key), value, false));
    this.#place(joined, bits >>> 1);
  }
  /** They are few again. */
  #gather(): void {
    const all = new Map<K, V>();
    for (const part of new Set(this.#parts))
      part.each((key, value) => void all.set((key as unknown) === notANumber ? (NaN as K & number) : key, value));
    this.clear();
    this.#few = all;
  }
}

/** Parts with less in them than this together are joined; it is looked at whenever so many have gone. */
const fewInPart = mostInPart / 4;
const now = 256;
/** How full parts are to be when all that is expected has come. */
const roomy = 0.9;
/** Bits of a hash; a part that is full then is one of keys that were made to come together. */
const deepest = 18;

/** It is not itself. */
const notANumber = Symbol('NaN');
const plain = <K>(key: K): K => (key === key ? key : (notANumber as K));

import type {Plain} from './plain.ts';
import {inDictionary, maxBigBytes, maxDepth, tag, tagAgain, tagShort, tagSmall, valueVersion} from './value-tags.ts';
import {Writer} from './writer.ts';

/**
 * The value as bytes; the same value always gives the same bytes. Throws for
 * what `Plain` does not admit: undefined, functions, class instances, cycles.
 */
export function encode(value: Plain): Uint8Array {
  let w = scratch;
  if (w.capacity > keptCapacity) w = scratch = new Writer();
  w.reset();
  w.u8(valueVersion);
  new Encoder(w).value(value, 0);
  return w.finish();
}

/** Most values are small, and their bytes are copied at the end: they share a buffer. Encoding calls nobody, so there is one at a time. */
let scratch = new Writer();
const keptCapacity = 1 << 20;

/** Writes values behind one another, with one dictionary for all. */
export class Encoder {
  readonly #w: Writer;
  readonly #seen = new Map<string, number>();

  constructor(w: Writer) {
    this.#w = w;
  }
  value(value: Plain, depth: number): void {
    if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'string') this.#string(value);
    else if (value === null) this.#w.u8(tag.null);
    else if (typeof value === 'boolean') this.#w.u8(value ? tag.true : tag.false);
    else if (typeof value === 'bigint') this.#bigint(value);
    else if (typeof value === 'object') this.#composite(value, depth);
    else throw new Error(`cannot encode ${typeof value}`);
  }
  #number(n: number): void {
    const w = this.#w;
    if (!isWhole(n)) {
      w.u8(tag.f64);
      w.f64(n);
    } else if (n < 0) {
      w.u8(tag.negative);
      w.varint(-1 - n);
    } else if (n < 128) {
      w.u8(tagSmall | n);
    } else {
      w.u8(tag.whole);
      w.varint(n);
    }
  }
  #string(s: string): void {
    const w = this.#w;
    const seen = this.#seen.get(s);
    if (seen !== undefined) {
      if (seen < 32) w.u8(tagAgain | seen);
      else {
        w.u8(tag.again);
        w.varint(seen);
      }
      return;
    }
    if (inDictionary(s, this.#seen.size)) this.#seen.set(s, this.#seen.size);
    w.taggedString(tagShort, 64, tag.string, s);
  }
  #bigint(n: bigint): void {
    const w = this.#w;
    if (BigInt.asIntN(64, n) === n) {
      w.u8(tag.big64);
      w.i64(n);
      return;
    }
    const hex = (n < 0n ? -n : n).toString(16);
    const magnitude = new Uint8Array(Math.ceil(hex.length / 2));
    if (magnitude.length > maxBigBytes) throw new Error(`cannot encode a bigint of ${magnitude.length} bytes`);
    for (let i = 0, end = hex.length; i < magnitude.length; i++, end -= 2)
      magnitude[i] = Number.parseInt(hex.slice(Math.max(end - 2, 0), end), 16);
    w.u8(tag.big);
    w.u8(n < 0n ? 1 : 0);
    w.bytes(magnitude);
  }
  #composite(value: Exclude<Plain, null | boolean | number | bigint | string>, depth: number): void {
    if (depth >= maxDepth) throw new Error(`cannot encode: nested deeper than ${maxDepth}, or a cycle`);
    const w = this.#w;
    if (Array.isArray(value)) this.#array(value as readonly Plain[], depth);
    else if (value instanceof Uint8Array) {
      w.u8(tag.bytes);
      w.bytes(value);
    } else if (value instanceof Map) {
      w.u8(tag.map);
      w.varint(value.size);
      for (const [key, item] of value as ReadonlyMap<Plain, Plain>) {
        this.value(key, depth + 1);
        this.value(item, depth + 1);
      }
    } else if (value instanceof Set) {
      w.u8(tag.set);
      w.varint(value.size);
      for (const item of value as ReadonlySet<Plain>) this.value(item, depth + 1);
    } else this.#object(value as {readonly [key: string]: Plain}, depth);
  }
  #array(items: readonly Plain[], depth: number): void {
    const w = this.#w;
    const packed = areFractions(items);
    w.u8(packed ? tag.f64s : tag.array);
    w.varint(items.length);
    if (packed) for (const item of items) w.f64(item as number);
    else for (let i = 0; i < items.length; i++) this.value(items[i] as Plain, depth + 1);
  }
  #object(object: {readonly [key: string]: Plain}, depth: number): void {
    const prototype: unknown = Object.getPrototypeOf(object);
    if (prototype !== null && prototype !== Object.prototype)
      throw new Error(`cannot encode an instance of ${object.constructor?.name}`);
    const keys = Object.keys(object);
    this.#w.u8(tag.object);
    this.#w.varint(keys.length);
    for (const key of keys) {
      this.#string(key);
      this.value(object[key] as Plain, depth + 1);
    }
  }
}

/** All of them numbers that are not whole, and at least one. */
function areFractions(items: readonly Plain[]): boolean {
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (!isFraction(item)) return false;
  }
  return items.length > 0;
}

/** Written as a fraction. */
export const isFraction = (item: Plain | undefined): item is number => typeof item === 'number' && !isWhole(item);

/** Written as an integer: anything exact but -0. */
const isWhole = (n: number): boolean => Number.isSafeInteger(n) && (n !== 0 || 1 / n > 0);

import type {Plain} from './plain.ts';
import {Reader} from './reader.ts';
import {Decoder} from './value-decoder.ts';
import {encode} from './value-encoder.ts';
import {tag, tagAgain, tagShort, tagSmall, valueVersion} from './value-tags.ts';
import {WireError} from './wire-error.ts';

/** Items between two places where a reader may stop. */
const often = 4096;
/** Bytes at the end in which `endsWith` looks. */
const farthest = 1 << 20;

/**
 * Reads one value piece by piece: what `ValueWriter` or `encode` wrote. Every
 * method throws a WireError for other bytes.
 */
export class ValueReader {
  readonly #bytes: Uint8Array;
  #r: Reader;
  #decoder: Decoder;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#r = new Reader(bytes);
    const version = this.#r.u8();
    if (version !== valueVersion) throw this.#r.fail(`value format ${version} is unknown`);
    this.#decoder = new Decoder(this.#r);
  }
  /** A whole value. */
  value(): Plain {
    return this.#decoder.value(0);
  }
  /** Passes over a value that is no container, or a small one. */
  pass(): void {
    for (let left = 1; left > 0; left--) left += this.#passed();
  }
  /** How many items follow. */
  array(): number {
    return this.#open(tag.array, 'an array');
  }
  /** An array of numbers, however it was written: how many, and what reads the next one. */
  numbers(): {count: number; next: () => Plain} {
    const r = this.#r;
    const t = r.u8();
    if (t === tag.f64s) return {count: r.count(8), next: () => r.f64()};
    if (t !== tag.array) throw r.fail('expected an array');
    return {count: r.count(), next: () => this.value()};
  }
  /** An array, however it was written, into `list`, which becomes as long. */
  list(list: Plain[]): void {
    const r = this.#r;
    const t = r.u8();
    if (t !== tag.array && t !== tag.f64s) throw r.fail('expected an array');
    const count = r.count(t === tag.array ? 1 : 8);
    if (list.length !== count) list.length = count;
    for (let i = 0; i < count; i++) list[i] = t === tag.array ? this.#decoder.value(0) : r.f64();
  }
  /** How many keys follow, each with its item behind it. */
  map(): number {
    return this.#open(tag.map, 'a map');
  }
  /** How many items follow. */
  set(): number {
    return this.#open(tag.set, 'a set');
  }
  object(): number {
    return this.#open(tag.object, 'an object');
  }
  /** As `value`, stopping now and then; `levels` of containers are gone into for that. */
  *slowly(levels = 4): Generator<void, Plain> {
    const r = this.#r;
    const t = r.u8();
    if (levels === 0 || !isContainer(t)) return this.#decoder.after(t, 0);
    return yield* this.#container(t, levels);
  }
  *#container(t: number, levels: number): Generator<void, Plain> {
    const r = this.#r;
    const count = r.count(t === tag.array ? 1 : 2);
    const items: Plain[] = [];
    const keys: Plain[] = [];
    for (let i = 0; i < count; i++) {
      if ((i & 63) === 63) yield;
      if (t !== tag.array) keys.push(this.#decoder.value(0));
      const inner = r.u8();
      // A generator for each number would be most of the work.
      if (levels > 1 && isContainer(inner)) items.push(yield* this.#container(inner, levels - 1));
      else items.push(this.#decoder.after(inner, 0));
    }
    if (t === tag.array) return items;
    if (t === tag.object) return Object.fromEntries(keys.map((key, i) => [key, items[i]])) as {[key: string]: Plain};
    const map = new Map<Plain, Plain>();
    for (const [i, key] of keys.entries()) {
      if ((i & 63) === 63) yield;
      map.set(key, items[i]!);
    }
    return map;
  }
  /** Throws unless everything was read. */
  end(): void {
    this.#r.end();
  }
  /** Passes over a value without making it, stopping now and then. */
  *skip(): Generator<void, void> {
    for (let left = 1, n = 0; left > 0; left--) {
      if (++n % often === 0) yield;
      left += this.#passed();
    }
  }
  /** Passes over one value but for what is inside; answers how many that are. */
  #passed(): number {
    const t = this.#r.u8();
    // One that came before is looked up by who reads it.
    if (t >= tagSmall || (t >= tagAgain && t < tagShort)) return 0;
    if (t < tagShort && t !== tag.string && t !== tag.again) return skipped(t, this.#r);
    this.#decoder.pass(t);
    return 0;
  }
  /**
   * Whether the last `values` values are whole ones at the end of the bytes, the first of them this text, written out there as
   * it came up for the first time. False may also say that it was not found: a look at the last megabyte only.
   */
  endsWith(text: string, values: number): boolean {
    const bytes = this.#bytes.subarray(-farthest);
    const written = encode(text).subarray(1);
    const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf(written);
    return at >= 0 && endsBehind(bytes.subarray(at), values);
  }
  /** Remembers this place: what it answers goes back to it. */
  mark(): () => void {
    const at = this.#r.offset;
    const seen = [...this.#decoder.seen];
    return () => {
      this.#r = new Reader(this.#bytes);
      this.#r.view(at);
      this.#decoder = new Decoder(this.#r, seen);
    };
  }
  #open(kind: number, what: string): number {
    const r = this.#r;
    if (r.u8() !== kind) throw r.fail(`expected ${what}`);
    return r.count();
  }
}

/** Whether so many whole values are all of `bytes`. */
function endsBehind(bytes: Uint8Array, values: number): boolean {
  const r = new Reader(bytes);
  let left = values;
  try {
    for (; left > 0 && r.left > 0; left--) left += inside(r.u8(), r);
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
  return left === 0 && r.left === 0;
}

/** As `skipped`, for strings too. */
function inside(t: number, r: Reader): number {
  if (t >= tagSmall || (t >= tagAgain && t < tagShort)) return 0;
  if (t < tagShort && t !== tag.string && t !== tag.again) return skipped(t, r);
  if (t !== tag.again) r.skip(t === tag.string ? r.varint() : t & 63);
  else r.varint();
  return 0;
}

const isContainer = (t: number): boolean => t === tag.array || t === tag.map || t === tag.object;

/** Passes over what follows a tag; answers how many values are inside. */
function skipped(t: number, r: Reader): number {
  switch (t) {
    case tag.null:
    case tag.false:
    case tag.true:
      return 0;
    case tag.whole:
    case tag.negative:
      r.varint();
      return 0;
    case tag.f64:
    case tag.big64:
      r.skip(8);
      return 0;
    case tag.f64s:
      r.skip(8 * r.count(8));
      return 0;
    case tag.big:
      r.u8();
      r.skip(r.varint());
      return 0;
    case tag.bytes:
      r.skip(r.varint());
      return 0;
    case tag.array:
    case tag.set:
      return r.count();
    case tag.map:
    case tag.object:
      return 2 * r.count(2);
    default:
      throw r.fail(`tag ${t} is unknown`);
  }
}

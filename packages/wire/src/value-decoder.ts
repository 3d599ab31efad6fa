import type {Plain} from './plain.ts';
import {Reader} from './reader.ts';
import {
  inDictionary,
  maxBigBytes,
  maxDepth,
  mayBeInDictionary,
  tag,
  tagAgain,
  tagShort,
  tagSmall,
  valueVersion,
} from './value-tags.ts';

/** The value that `encode` was given. Throws a WireError for other bytes; time and memory stay in proportion to their number. */
export function decode(bytes: Uint8Array): Plain {
  const r = new Reader(bytes);
  const version = r.u8();
  if (version !== valueVersion) throw r.fail(`value format ${version} is unknown`);
  const value = new Decoder(r).value(0);
  r.end();
  return value;
}

/** Reads what an `Encoder` wrote. */
export class Decoder {
  readonly #r: Reader;
  readonly #seen: string[];

  /** `seen`: the strings that came before. */
  constructor(r: Reader, seen: readonly string[] = []) {
    this.#r = r;
    this.#seen = [...seen];
  }
  /** The strings so far that later ones may refer to. */
  get seen(): readonly string[] {
    return this.#seen;
  }
  /** Passes over the string of tag `t`, which was not one of the first, remembering it where later ones may refer to it. */
  pass(t: number): void {
    const r = this.#r;
    if (t === tag.again) {
      r.varint();
      return;
    }
    const length = t === tag.string ? r.varint() : t & 63;
    if (mayBeInDictionary(length, this.#seen.length)) {
      const s = r.text(length);
      if (inDictionary(s, this.#seen.length)) this.#seen.push(s);
    } else r.skip(length);
  }
  value(depth: number): Plain {
    return this.after(this.#r.u8(), depth);
  }
  /** The value whose tag, `t`, was read already. */
  after(t: number, depth: number): Plain {
    const r = this.#r;
    if (t >= tagSmall) return t & 0x7f;
    if (t >= tagAgain) return this.#string(t);
    switch (t) {
      case tag.null:
        return null;
      case tag.false:
        return false;
      case tag.true:
        return true;
      case tag.whole:
        return r.varint();
      case tag.negative:
        return -1 - r.varint();
      case tag.f64:
        return r.f64();
      case tag.f64s:
        return this.#f64s();
      case tag.big64:
        return r.i64();
      case tag.big:
        return this.#bigint();
      case tag.string:
      case tag.again:
        return this.#string(t);
      case tag.bytes:
        return r.bytes();
      default:
        return this.#composite(t, depth);
    }
  }
  #string(t: number): string {
    const r = this.#r;
    if (t === tag.again || (t >= tagAgain && t < tagShort)) {
      const seen = this.#seen[t === tag.again ? r.varint() : t & 31];
      if (seen === undefined) throw r.fail('string refers to none before it');
      return seen;
    }
    if (t !== tag.string && t < tagShort) throw r.fail('expected a string');
    const s = t === tag.string ? r.string() : r.text(t & 63);
    if (inDictionary(s, this.#seen.length)) this.#seen.push(s);
    return s;
  }
  #bigint(): bigint {
    const r = this.#r;
    const sign = r.u8();
    const length = r.count();
    if (sign > 1 || length > maxBigBytes || length === 0) throw r.fail('not a bigint');
    let hex = '0x';
    for (const b of r.view(length).toReversed()) hex += b.toString(16).padStart(2, '0');
    const magnitude = BigInt(hex);
    return sign === 1 ? -magnitude : magnitude;
  }
  #f64s(): number[] {
    const r = this.#r;
    const items: number[] = [];
    for (let n = r.count(8); n > 0; n--) items.push(r.f64());
    return items;
  }
  #composite(t: number, depth: number): Plain {
    const r = this.#r;
    if (depth >= maxDepth) throw r.fail(`nested deeper than ${maxDepth}`);
    if (t === tag.array) return this.#array(r.count(), depth + 1);
    if (t === tag.map) {
      const map = new Map<Plain, Plain>();
      for (let n = r.count(2); n > 0; n--) {
        const key = this.value(depth + 1);
        map.set(key, this.value(depth + 1));
      }
      return map;
    }
    if (t === tag.set) {
      const set = new Set<Plain>();
      for (let n = r.count(); n > 0; n--) set.add(this.value(depth + 1));
      return set;
    }
    if (t === tag.object) return this.#object(depth);
    throw r.fail(`tag ${t} is unknown`);
  }
  /** Short ones have no room for more: an array that grows takes some for 16 items with the first. Most are rows. */
  #array(count: number, depth: number): Plain[] {
    switch (count) {
      case 0:
        return [];
      case 1:
        return [this.value(depth)];
      case 2:
        return [this.value(depth), this.value(depth)];
      case 3:
        return [this.value(depth), this.value(depth), this.value(depth)];
      case 4:
        return [this.value(depth), this.value(depth), this.value(depth), this.value(depth)];
      case 5:
        return [this.value(depth), this.value(depth), this.value(depth), this.value(depth), this.value(depth)];
      case 6:
        return [
          this.value(depth),
          this.value(depth),
          this.value(depth),
          this.value(depth),
          this.value(depth),
          this.value(depth),
        ];
      case 7:
        return [
          this.value(depth),
          this.value(depth),
          this.value(depth),
          this.value(depth),
          this.value(depth),
          this.value(depth),
          this.value(depth),
        ];
      case 8:
        return [
          this.value(depth),
          this.value(depth),
          this.value(depth),
          this.value(depth),
          this.value(depth),
          this.value(depth),
          this.value(depth),
          this.value(depth),
        ];
    }
    const items: Plain[] = [];
    for (let n = count; n > 0; n--) items.push(this.value(depth));
    return items;
  }
  #object(depth: number): Plain {
    const r = this.#r;
    const object: {[key: string]: Plain} = {};
    for (let n = r.count(2); n > 0; n--) {
      const key = this.#string(r.u8());
      const value = this.value(depth + 1);
      // Assigning this one name would set the prototype instead.
      if (key === '__proto__')
        Object.defineProperty(object, key, {value, enumerable: true, writable: true, configurable: true});
      else object[key] = value;
    }
    return object;
  }
}

import {copyOf} from './slab.ts';
import {textBound, writeText} from './text.ts';

/** A growing buffer. Numbers are little-endian. */
export class Writer {
  #bytes: Uint8Array;
  #lazyView: DataView | undefined;
  #at = 0;

  /** `size`: bytes to start with. */
  constructor(size = 256) {
    this.#bytes = new Uint8Array(Math.max(size, 16));
  }
  /** Made when first needed: V8 keeps up to 64 bytes inside the array itself, until somebody asks for its buffer. */
  get #view(): DataView {
    this.#lazyView ??= new DataView(this.#bytes.buffer);
    return this.#lazyView;
  }
  /** Bytes written so far. */
  get length(): number {
    return this.#at;
  }
  /** Bytes that fit without growing. */
  get capacity(): number {
    return this.#bytes.length;
  }
  /** Begins anew in the same buffer. */
  reset(): void {
    this.#at = 0;
  }
  u8(n: number): void {
    if (this.#at >= this.#bytes.length) this.#grow(1);
    this.#bytes[this.#at++] = n;
  }
  u32(n: number): void {
    this.#room(4);
    this.#view.setUint32(this.#at, n, true);
    this.#at += 4;
  }
  /** A whole number from 0 to 2^53 - 1 in one to eight bytes: seven bits a byte, lowest first. */
  varint(n: number): void {
    if (!(n >= 0 && n <= Number.MAX_SAFE_INTEGER && Number.isInteger(n))) throw new Error(`varint: ${n} does not fit`);
    this.#room(8);
    const b = this.#bytes;
    let at = this.#at;
    if (n >= 0x80000000) {
      // Four groups of seven bits at once: the rest is a small number again.
      const high = Math.floor(n / 0x10000000);
      const low = n - high * 0x10000000;
      b[at++] = (low & 127) | 128;
      b[at++] = ((low >>> 7) & 127) | 128;
      b[at++] = ((low >>> 14) & 127) | 128;
      b[at++] = (low >>> 21) | 128;
      n = high;
    }
    while (n > 127) {
      b[at++] = (n & 127) | 128;
      n >>>= 7;
    }
    b[at++] = n;
    this.#at = at;
  }
  /** A whole number of either sign, below 2^52 in size; small ones are short. */
  zigzag(n: number): void {
    this.varint(n < 0 ? -2 * n - 1 : 2 * n);
  }
  f64(n: number): void {
    this.#room(8);
    if (Number.isNaN(n)) {
      // NaN has many bit patterns, and which one a computation yields depends on the machine and on the compiler.
      this.#view.setUint32(this.#at, 0, true);
      this.#view.setUint32(this.#at + 4, 0x7ff80000, true);
    } else this.#view.setFloat64(this.#at, n, true);
    this.#at += 8;
  }
  i64(n: bigint): void {
    this.#room(8);
    this.#view.setBigInt64(this.#at, n, true);
    this.#at += 8;
  }
  /** Its length in bytes as a varint, then UTF-8; lone surrogates survive. */
  string(s: string): void {
    if (s.length <= 42) {
      // At most 126 bytes: the length takes one byte, filled in afterwards.
      this.#room(1 + 126);
      const end = writeText(s, this.#bytes, this.#at + 1);
      this.#bytes[this.#at] = end - this.#at - 1;
      this.#at = end;
      return;
    }
    const bytes = new Uint8Array(textBound(s));
    this.bytes(bytes.subarray(0, writeText(s, bytes, 0)));
  }
  /** As `string`, with a tag in front; below `limit` bytes of text, tag and length share the byte `shortTag | length`. */
  taggedString(shortTag: number, limit: number, longTag: number, s: string): void {
    if (s.length < limit) {
      this.#room(1 + textBound(s));
      const end = writeText(s, this.#bytes, this.#at + 1);
      const length = end - this.#at - 1;
      if (length < limit) {
        this.#bytes[this.#at] = shortTag | length;
        this.#at = end;
        return;
      }
    }
    this.u8(longTag);
    this.string(s);
  }
  /** Its length as a varint, then the bytes. */
  bytes(b: Uint8Array): void {
    this.varint(b.length);
    this.raw(b);
  }
  /** The bytes alone. */
  raw(b: Uint8Array): void {
    this.#room(b.length);
    this.#bytes.set(b, this.#at);
    this.#at += b.length;
  }
  /** What was written so far, without copying: valid until the next write. */
  peek(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }
  /** A copy of what was written, which is forgotten. */
  take(): Uint8Array {
    const taken = this.finish();
    this.#at = 0;
    return taken;
  }
  /** A copy of what was written. */
  finish(): Uint8Array {
    return copyOf(this.#bytes, 0, this.#at);
  }
  #room(n: number): void {
    if (this.#at + n > this.#bytes.length) this.#grow(n);
  }
  #grow(n: number): void {
    const bigger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + n));
    bigger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = bigger;
    this.#lazyView = undefined;
  }
}

import {readText} from './text.ts';
import {WireError} from './wire-error.ts';

/** Reads what a Writer wrote. Every method throws a WireError rather than read past the end. */
export class Reader {
  readonly #bytes: Uint8Array;
  #lazyView: DataView | undefined;
  #at = 0;

  constructor(bytes: Uint8Array) {
    // A Buffer's slice() would share memory with its pool; a plain view over the same bytes copies.
    this.#bytes =
      bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  /** Made when first needed: a short array's buffer costs more than what is read from it. */
  get #view(): DataView {
    this.#lazyView ??= new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
    return this.#lazyView;
  }
  /** Position of the next byte. */
  get offset(): number {
    return this.#at;
  }
  /** Bytes left. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }
  u8(): number {
    const b = this.#bytes[this.#at];
    if (b === undefined) throw this.fail('bytes end too early');
    this.#at++;
    return b;
  }
  u32(): number {
    this.#need(4);
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }
  varint(): number {
    const first = this.u8();
    if (first < 128) return first;
    let n = first & 127;
    for (let i = 1, scale = 128; i < 8; i++, scale *= 128) {
      const b = this.u8();
      n += (b & 127) * scale;
      if (b >= 128) continue;
      if (n > Number.MAX_SAFE_INTEGER) break;
      return n;
    }
    throw this.fail('number is beyond 2^53');
  }
  zigzag(): number {
    const n = this.varint();
    return n % 2 === 0 ? n / 2 : -(n + 1) / 2;
  }
  f64(): number {
    this.#need(8);
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, true);
  }
  i64(): bigint {
    this.#need(8);
    this.#at += 8;
    return this.#view.getBigInt64(this.#at - 8, true);
  }
  string(): string {
    return this.text(this.varint());
  }
  /** The text in the next `n` bytes. */
  text(n: number): string {
    this.#need(n);
    const at = this.#at;
    this.#at = at + n;
    return readText(this.#bytes, at, at + n);
  }
  /** A copy. */
  bytes(): Uint8Array {
    return this.view(this.varint()).slice();
  }
  /** The next `n` bytes without copying: shares memory with what the reader was given. */
  view(n: number): Uint8Array {
    this.#need(n);
    this.#at += n;
    return this.#bytes.subarray(this.#at - n, this.#at);
  }
  /** Passes over the next `n` bytes. */
  skip(n: number): void {
    this.#need(n);
    this.#at += n;
  }
  /** A count of items that take at least `least` bytes each, so that no count can ask for more memory than was sent. */
  count(least = 1): number {
    const n = this.varint();
    if (n * least > this.left) throw this.fail(`${n} items do not fit`);
    return n;
  }
  /** Throws unless everything was read. */
  end(): void {
    if (this.left > 0) throw this.fail(`${this.left} bytes too many`);
  }
  /** An error that names the position of the next byte. */
  fail(message: string): WireError {
    return new WireError(message, this.#at);
  }
  #need(n: number): void {
    if (n > this.left) throw this.fail(`bytes end too early: ${n} wanted, ${this.left} left`);
  }
}

import {assert} from '@tandem/base';

/** Of one page at most. */
export const piecesPerPage = 512;
const leastBytes = 1 << 15;
/** Of a page that is used again: for batches of a link, which have up to 1 MB and a little. A piece that would need a larger one has a page for itself. */
const mostBytes = 1 << 23;
/** That fit at least: less than a quarter of a page is left empty. */
const piecesAtLeast = 4;

/** Bytes of the page that is made for a piece of that length: a power of two while it is usual, so that there are few sizes. */
export function pageBytesFor(length: number): number {
  const wanted = length * piecesAtLeast;
  if (wanted > mostBytes) return length;
  let bytes = leastBytes;
  while (bytes < wanted) bytes *= 2;
  return bytes;
}

/**
 * Pieces of bytes one behind the other in one buffer outside the heap: however many are held, a collection neither copies
 * nor visits them.
 */
export class BytePage {
  readonly #bytes: Uint8Array;
  readonly #ends = new Uint32Array(piecesPerPage);
  #count = 0;

  constructor(bytes: number) {
    this.#bytes = new Uint8Array(bytes);
  }
  /** Bytes, used or not. */
  get size(): number {
    return this.#bytes.length;
  }
  get count(): number {
    return this.#count;
  }
  /** Of a size that others have: worth keeping for what comes. */
  get usual(): boolean {
    return this.#bytes.length <= mostBytes && this.#bytes.length === pageBytesFor(this.#bytes.length / piecesAtLeast);
  }
  empty(): void {
    this.#count = 0;
  }
  fits(length: number): boolean {
    return this.#count < piecesPerPage && this.#from(this.#count) + length <= this.#bytes.length;
  }
  push(piece: Uint8Array): void {
    assert(this.fits(piece.length), 'a piece that fits');
    const from = this.#from(this.#count);
    this.#bytes.set(piece, from);
    this.#ends[this.#count++] = from + piece.length;
  }
  /** Bytes of the pieces from one index up to and including another. */
  lengthOf(first: number, last: number): number {
    return this.#from(last + 1) - this.#from(first);
  }
  /** Shares memory with the page: of no use once that is emptied. */
  piece(index: number): Uint8Array {
    return this.#bytes.subarray(this.#from(index), this.#from(index + 1));
  }
  #from(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] as number);
  }
}

/** Index of the first of `items` whose `endOf` is at least `wanted`; their ends grow. As many as there are: none. */
export function firstReaching(items: number, wanted: number, endOf: (index: number) => number): number {
  let [low, high] = [0, items];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (endOf(middle) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

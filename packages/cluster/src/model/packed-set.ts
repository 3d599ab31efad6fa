import {assert} from '@tandem/base';

const chunkRows = 1 << 20;

/** Rows of `width` 32-bit words, each once, numbered in the order of insertion. Exact: no fingerprints. */
export class PackedSet {
  readonly #width: number;
  #chunks: Uint32Array[] = [];
  #slots: Uint32Array;
  #size = 0;

  constructor(width: number) {
    this.#width = width;
    this.#slots = new Uint32Array(1 << 16);
  }
  get size(): number {
    return this.#size;
  }
  /** The number of the row, or -1 when it was there already. */
  add(row: Uint32Array): number {
    if (this.#size * 10 > this.#slots.length * 6) this.#grow();
    const mask = this.#slots.length - 1;
    for (let i = hash(row, this.#width) & mask; ; i = (i + 1) & mask) {
      const slot = this.#slots[i] as number;
      if (slot === 0) {
        this.#slots[i] = this.#size + 1;
        return this.#append(row);
      }
      if (this.#equals(slot - 1, row)) return -1;
    }
  }
  read(index: number, into: Uint32Array): void {
    const chunk = this.#chunkOf(index);
    const at = (index % chunkRows) * this.#width;
    for (let i = 0; i < this.#width; i++) into[i] = chunk[at + i] as number;
  }
  #append(row: Uint32Array): number {
    if (this.#size % chunkRows === 0) this.#chunks.push(new Uint32Array(chunkRows * this.#width));
    this.#chunkOf(this.#size).set(row, (this.#size % chunkRows) * this.#width);
    return this.#size++;
  }
  #chunkOf(index: number): Uint32Array {
    const chunk = this.#chunks[Math.floor(index / chunkRows)];
    assert(chunk, 'a row inside the set');
    return chunk;
  }
  #equals(index: number, row: Uint32Array): boolean {
    const chunk = this.#chunkOf(index);
    const at = (index % chunkRows) * this.#width;
    for (let i = 0; i < this.#width; i++) if (chunk[at + i] !== row[i]) return false;
    return true;
  }
  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    const row = new Uint32Array(this.#width);
    for (let index = 0; index < this.#size; index++) {
      this.read(index, row);
      let i = hash(row, this.#width) & mask;
      while (slots[i] !== 0) i = (i + 1) & mask;
      slots[i] = index + 1;
    }
    this.#slots = slots;
  }
}

function hash(row: Uint32Array, width: number): number {
  let h = 0x9e3779b9;
  for (let i = 0; i < width; i++) {
    h = Math.imul(h ^ (row[i] as number), 0x85ebca6b);
    h ^= h >>> 13;
    h = Math.imul(h, 0xc2b2ae35);
    h ^= h >>> 16;
  }
  return h >>> 0;
}

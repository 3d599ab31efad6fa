import type {Plain} from './plain.ts';
import {Encoder} from './value-encoder.ts';
import {tag, valueVersion} from './value-tags.ts';
import {Writer} from './writer.ts';

/** What is written is put aside in pages of about this many bytes: a buffer that doubles would be copied in one go. */
const pageBytes = 1 << 18;
/** As above, of pages that somebody reads at once: what is done with one is done in one go. */
const lentBytes = 1 << 16;
/** To begin with: most states are small, and there are many. */
const firstBytes = 512;
/** Counted for the containers that values stand in, so that no value is written that would be too deep to be read. */
const around = 16;

/**
 * Writes one value piece by piece: containers are opened with the number of
 * their items, which then follow. The bytes are those that `encode` gives for
 * the whole value, with one exception: an array opened by `array` must not be
 * one of fractions alone, for which there is `fractions`, a denser form.
 */
export class ValueWriter {
  readonly #w = new Writer(firstBytes);
  readonly #encoder = new Encoder(this.#w);
  #pages: Uint8Array[] = [];
  #before = 0;
  readonly #take: ((page: Uint8Array) => void) | undefined;
  readonly #pageBytes: number;

  /** `take` is lent each page as soon as it is full, the last one by `finish`: it is written over afterwards. Without it they are kept. */
  constructor(take?: (page: Uint8Array) => void) {
    this.#take = take;
    this.#pageBytes = take ? lentBytes : pageBytes;
    this.#w.u8(valueVersion);
  }
  /** Bytes written so far. */
  get length(): number {
    return this.#before + this.#w.length;
  }
  /** A whole value. */
  value(value: Plain): void {
    this.#encoder.value(value, around);
    if (this.#w.length >= this.#pageBytes) this.#turnPage();
  }
  /** `count` items follow. */
  array(count: number): void {
    this.#open(tag.array, count);
  }
  /** `count` fractions follow, each by `fraction`: an array of nothing else, and of at least one. */
  fractions(count: number): void {
    this.#open(tag.f64s, count);
  }
  fraction(n: number): void {
    this.#w.f64(n);
    if (this.#w.length >= this.#pageBytes) this.#turnPage();
  }
  /** `count` keys follow, each with its item behind it. */
  map(count: number): void {
    this.#open(tag.map, count);
  }
  /** As `map`; the keys are strings. */
  object(count: number): void {
    this.#open(tag.object, count);
  }
  /** What was written, in pieces that follow one another; none where they were lent. Nothing can be written afterwards. */
  finish(): Uint8Array[] {
    if (this.#w.length > 0) this.#turnPage();
    return this.#pages;
  }
  #open(kind: number, count: number): void {
    this.#w.u8(kind);
    this.#w.varint(count);
  }
  #turnPage(): void {
    this.#before += this.#w.length;
    if (this.#take) {
      this.#take(this.#w.peek());
      this.#w.reset();
    } else this.#pages.push(this.#w.take());
  }
}

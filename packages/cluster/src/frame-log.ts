import {must} from '@tandem/base';
import {BytePage, firstReaching, pageBytesFor, piecesPerPage} from './byte-page.ts';
import {SparePages} from './spare-pages.ts';

/** Encoded entries `first` to `last`. */
export type Batch = {readonly first: number; readonly last: number; readonly frame: Uint8Array};

/** Counted beside a batch's bytes. */
const overhead = 96;
/** `length`: of its frame, bytes. */
export const costOfBatch = (length: number): number => length + overhead;

type Page = {firsts: Float64Array; lasts: Float64Array; frames: BytePage};

/** Batches in the order of their ends, oldest forgotten first. As with `EntryLog`, none is an object while it is held, and pages are used again. */
export class FrameLog {
  #pages: Page[] = [];
  readonly #spare = new SparePages<Page>();
  /** Batches of the oldest page that are forgotten. */
  #head = 0;
  #bytes = 0;

  /** What the batches held cost, each as `costOfBatch` says. */
  get bytes(): number {
    return this.#bytes;
  }
  get empty(): boolean {
    return this.#pages.length === 0;
  }
  push(first: number, last: number, frame: Uint8Array): void {
    let page = this.#pages.at(-1);
    if (!page?.frames.fits(frame.length)) {
      page = this.#page(frame.length);
      this.#pages.push(page);
    }
    page.firsts[page.frames.count] = first;
    page.lasts[page.frames.count] = last;
    page.frames.push(frame);
    this.#bytes += costOfBatch(frame.length);
  }
  clear(): void {
    this.#forget(this.#pages.length);
    this.#head = 0;
    this.#bytes = 0;
  }
  /** Forgets batches that end at or below `sequence`. */
  evictTo(sequence: number): void {
    let gone = 0;
    for (const page of this.#pages) {
      const kept = Math.max(this.#head, indexAfter(page, sequence));
      if (kept > this.#head) this.#bytes -= page.frames.lengthOf(this.#head, kept - 1) + overhead * (kept - this.#head);
      this.#head = kept;
      if (kept < page.frames.count) break;
      gone++;
      this.#head = 0;
    }
    this.#forget(gone);
  }
  /** The first batch that ends above `sequence`; its frame is of no use once it is forgotten. */
  after(sequence: number): Batch | undefined {
    const at = firstReaching(this.#pages.length, sequence + 1, (i) => lastOf(must(this.#pages[i], 'a page')));
    const page = this.#pages[at];
    return page && batchOf(page, Math.max(indexAfter(page, sequence), at === 0 ? this.#head : 0));
  }
  /** Oldest first; their frames are of no use once they are forgotten. */
  *[Symbol.iterator](): Generator<Batch> {
    let head = this.#head;
    for (const page of this.#pages) {
      for (let i = head; i < page.frames.count; i++) yield batchOf(page, i);
      head = 0;
    }
  }
  #forget(pages: number): void {
    for (const page of pages > 0 ? this.#pages.splice(0, pages) : []) {
      if (!page.frames.usual) continue;
      page.frames.empty();
      this.#spare.keep(page.frames.size, page);
    }
  }
  #page(length: number): Page {
    const bytes = pageBytesFor(length);
    const spare = this.#spare.take(bytes);
    if (spare) return spare;
    const [firsts, lasts] = [new Float64Array(piecesPerPage), new Float64Array(piecesPerPage)];
    return {firsts, lasts, frames: new BytePage(bytes)};
  }
}

const lastOf = ({lasts, frames}: Page): number => lasts[frames.count - 1] as number;
const indexAfter = ({lasts, frames}: Page, sequence: number): number =>
  firstReaching(frames.count, sequence + 1, (i) => lasts[i] as number);
const batchOf = ({firsts, lasts, frames}: Page, i: number): Batch => ({
  first: firsts[i] as number,
  last: lasts[i] as number,
  frame: frames.piece(i),
});

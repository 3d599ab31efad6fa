import {assert, must} from '@tandem/base';
import {EntryFrameWriter} from '@tandem/wire';
import {BytePage, firstReaching, pageBytesFor, piecesPerPage} from './byte-page.ts';
import type {Entry} from './ports.ts';
import {SparePages} from './spare-pages.ts';

/** Counted beside a payload: what an entry costs where it is an object, which is more than it costs here. */
const overhead = 96;
export const costOf = (entry: Entry): number => entry.payload.length + overhead;

/** Entries of one epoch that follow each other. */
type Page = {first: number; epoch: number; timestamps: Float64Array; payloads: BytePage};

/**
 * Entries without a gap, newest at the end, oldest forgotten first. They are not objects: hundreds of thousands wait for the
 * next snapshot, and each collection would visit them all.
 */
export class EntryLog {
  #pages: Page[] = [];
  readonly #spare = new SparePages<Page>();
  #first: number;
  #last: number;
  #bytes = 0;

  /** `after`: the newest sequence that is not held. */
  constructor(after: number) {
    this.#first = after + 1;
    this.#last = after;
  }
  /** The oldest sequence held; one above `last` when empty. */
  get first(): number {
    return this.#first;
  }
  get last(): number {
    return this.#last;
  }
  /** What the entries held cost, each as `costOf` says. */
  get bytes(): number {
    return this.#bytes;
  }
  push(entry: Entry): void {
    const {sequence, timestamp, epoch, payload} = entry;
    // No numbers in words for each entry: V8 keeps the newest of them.
    assert(sequence === this.#last + 1, 'an entry follows the one before');
    let page = this.#pages.at(-1);
    if (page?.epoch !== epoch || !page.payloads.fits(payload.length)) {
      page = this.#page(payload.length);
      page.first = sequence;
      page.epoch = epoch;
      this.#pages.push(page);
    }
    page.timestamps[page.payloads.count] = timestamp;
    page.payloads.push(payload);
    this.#last = sequence;
    this.#bytes += payload.length + overhead;
  }
  /** The last of the entries from `from` on that are within both limits; at least `from`, however long it is. */
  reach(from: number, maxEntries: number, maxBytes: number): number {
    const limit = Math.min(this.#last, from + maxEntries - 1);
    let last = from - 1;
    let bytes = 0;
    for (let i = this.#pageOf(from); last < limit; i++) {
      const page = must(this.#pages[i], 'a page with the entry');
      for (const end = Math.min(limit, lastOf(page)); last < end; last++) {
        bytes += page.payloads.lengthOf(last + 1 - page.first, last + 1 - page.first);
        if (bytes > maxBytes && last >= from) return last;
      }
    }
    return last;
  }
  *entries(from: number, to: number): Generator<Entry> {
    for (let i = this.#pageOf(from), next = from; next <= to; i++) {
      const page = must(this.#pages[i], 'a page with the entry');
      for (const end = Math.min(to, lastOf(page)); next <= end; next++) {
        const at = next - page.first;
        const timestamp = page.timestamps[at] as number;
        yield {sequence: next, timestamp, epoch: page.epoch, payload: page.payloads.piece(at).slice()};
      }
    }
  }
  /** Entries `from` to `to` as `encodeEntries` has them. */
  frame(from: number, to: number): Uint8Array {
    const writer = new EntryFrameWriter(to - from + 1);
    for (let i = this.#pageOf(from), next = from; next <= to; i++) {
      const page = must(this.#pages[i], 'a page with the entry');
      for (const end = Math.min(to, lastOf(page)); next <= end; next++) {
        const at = next - page.first;
        writer.add(next, page.timestamps[at] as number, page.epoch, page.payloads.piece(at));
      }
    }
    return writer.finish();
  }
  evictTo(sequence: number): void {
    const to = Math.min(sequence, this.#last);
    let gone = 0;
    for (const page of this.#pages) {
      if (page.first > to) break;
      const last = lastOf(page);
      const [from, upTo] = [Math.max(this.#first, page.first), Math.min(to, last)];
      if (from <= upTo)
        this.#bytes -= page.payloads.lengthOf(from - page.first, upTo - page.first) + overhead * (upTo - from + 1);
      // The newest page takes what comes next.
      if (upTo === last && page !== this.#pages.at(-1)) gone++;
    }
    for (const page of gone > 0 ? this.#pages.splice(0, gone) : []) {
      if (!page.payloads.usual) continue;
      page.payloads.empty();
      this.#spare.keep(page.payloads.size, page);
    }
    this.#first = Math.max(this.#first, to + 1);
  }
  #page(length: number): Page {
    const bytes = pageBytesFor(length);
    return (
      this.#spare.take(bytes) ?? {
        first: 0,
        epoch: 0,
        timestamps: new Float64Array(piecesPerPage),
        payloads: new BytePage(bytes),
      }
    );
  }
  #pageOf(sequence: number): number {
    assert(sequence >= this.#first, 'an entry that is still held');
    const newest = this.#pages.length - 1;
    // As nearly always.
    if (sequence >= (this.#pages[newest]?.first ?? Number.POSITIVE_INFINITY)) return newest;
    return firstReaching(this.#pages.length, sequence, (i) => lastOf(must(this.#pages[i], 'a page')));
  }
}

const lastOf = ({first, payloads}: Page): number => first + payloads.count - 1;

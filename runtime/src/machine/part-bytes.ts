import {joined} from '@tandem/wire';

/** More than the last one by so much still fits. */
const growth = 9 / 8;
const least = 1 << 12;

/**
 * The bytes of a part of a snapshot, page by page, in one array of about the right length: pages that are joined at the end
 * would be twice as much memory, all of it garbage a moment later.
 */
export class PartBytes {
  readonly #whole: Uint8Array;
  #length = 0;
  readonly #beyond: Uint8Array[] = [];

  /** `last`: how long this part was the last time; 0: nobody knows. */
  constructor(last: number) {
    this.#whole = new Uint8Array(last === 0 ? 0 : Math.ceil(last * growth) + least);
  }
  readonly take = (page: Uint8Array): void => {
    const fits = this.#beyond.length === 0 && this.#length + page.length <= this.#whole.length;
    if (!fits) return void this.#beyond.push(page.slice());
    this.#whole.set(page, this.#length);
    this.#length += page.length;
  };
  *joined(): Generator<void, Uint8Array> {
    const first = this.#whole.subarray(0, this.#length);
    if (this.#beyond.length === 0) return first;
    return yield* joined(this.#length === 0 ? this.#beyond : [first, ...this.#beyond]);
  }
}

/**
 * Pages that nothing is in any more, by their size in bytes, for what comes: V8 collects everything whenever the memory beside
 * its heap has grown by some megabytes. Where another size is wanted than there is, as many bytes of others go: however the
 * lengths of what is held change, little more memory is kept than was once in use.
 */
export class SparePages<Page> {
  readonly #bySize = new Map<number, Page[]>();

  keep(size: number, page: Page): void {
    const same = this.#bySize.get(size);
    if (same) same.push(page);
    else this.#bySize.set(size, [page]);
  }
  /** One of exactly that size; undefined when a new one is needed. */
  take(size: number): Page | undefined {
    const same = this.#bySize.get(size)?.pop();
    if (!same) this.#drop(size);
    return same;
  }
  #drop(bytes: number): void {
    let left = bytes;
    for (const [size, pages] of this.#bySize) for (; left > 0 && pages.length > 0; left -= size) pages.pop();
  }
}

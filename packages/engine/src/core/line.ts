/**
 * Items in the order in which they came, each of which knows its place, so that taking one out costs nothing and adding one no
 * more than a push: what a `Set` of them does, which must look for its place by a hash, and moves all of them when it doubles.
 */
export class Line<T extends {at: number}> {
  /** With null where one has been taken out. */
  #items: (T | null)[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }
  /** It is in no other line. */
  push(item: T): void {
    item.at = this.#items.length;
    this.#items.push(item);
    this.#size++;
  }
  /** One that may have been taken out before. */
  has(item: T): boolean {
    return this.#items[item.at] === item;
  }
  /** One that is there. */
  remove(item: T): void {
    this.#items[item.at] = null;
    if (--this.#size * 2 + few < this.#items.length) this.#closeUp();
  }
  clear(): void {
    this.#items = [];
    this.#size = 0;
  }
  /**
   * One that is added on the way is among them, or not where others were taken out on the way: then one of those that were may
   * still be among them.
   */
  [Symbol.iterator](): Iterator<T> {
    return new Walk(this.#items);
  }
  /** Whoever goes through the line goes on with what it was. */
  #closeUp(): void {
    const items: T[] = [];
    for (const item of this.#items) {
      if (item === null) continue;
      item.at = items.length;
      items.push(item);
    }
    this.#items = items;
  }
}

/** So many empty places do no harm. */
const few = 64;

/** No generator: a loop over a line is to cost no more than one over a list. */
class Walk<T> implements Iterator<T> {
  readonly #items: readonly (T | null)[];
  #next = 0;

  constructor(items: readonly (T | null)[]) {
    this.#items = items;
  }
  next(): IteratorResult<T, undefined> {
    const items = this.#items;
    while (this.#next < items.length) {
      const item = items[this.#next++]!;
      if (item !== null) return {done: false, value: item};
    }
    return {done: true, value: undefined};
  }
}

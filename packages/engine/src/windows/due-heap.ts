import {must} from '@tandem/base';

/** Something that falls due, perhaps later than when it was put in. */
export type Due = {due: number; gone: boolean};

/**
 * What falls due next, in O(log n). An item's `due` may grow while it is in
 * here; it then sinks when it comes to the top. Items that are `gone` are passed over.
 */
export class DueHeap<T extends Due> {
  readonly #heap: {at: number; item: T}[] = [];

  add(item: T): void {
    this.#heap.push({at: item.due, item});
    let i = this.#heap.length - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (this.#at(parent) <= this.#at(i)) break;
      this.#swap(i, parent);
      i = parent;
    }
  }
  /** Removes and returns an item that is due at `limit`, or undefined. */
  take(limit: number): T | undefined {
    while (this.#heap.length > 0 && this.#at(0) <= limit) {
      const {item} = this.#pop();
      if (item.gone) continue;
      if (item.due <= limit) return item;
      this.add(item);
    }
    return undefined;
  }
  clear(): void {
    this.#heap.length = 0;
  }
  #pop(): {at: number; item: T} {
    const top = must(this.#heap[0], 'a top');
    const last = must(this.#heap.pop(), 'a last');
    if (this.#heap.length === 0) return top;
    this.#heap[0] = last;
    for (let i = 0; ;) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let least = i;
      if (left < this.#heap.length && this.#at(left) < this.#at(least)) least = left;
      if (right < this.#heap.length && this.#at(right) < this.#at(least)) least = right;
      if (least === i) return top;
      this.#swap(i, least);
      i = least;
    }
  }
  #at(index: number): number {
    return must(this.#heap[index], 'an entry').at;
  }
  #swap(a: number, b: number): void {
    const entry = must(this.#heap[a], 'an entry');
    this.#heap[a] = must(this.#heap[b], 'an entry');
    this.#heap[b] = entry;
  }
}

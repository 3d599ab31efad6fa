import type {Long} from './long.ts';

/** A list that is no longer is moved as a whole when its first value goes: it stays in few lines of the cache. */
const few = 16;

/** Numbers that come and go at the end, and go at the front: what a field that begins as one is. Large ones can be cut. */
export class Queue {
  /** The queue from `head` on. Of a list that a cut reads, only the end changes; what was there then is put aside first. */
  items: Long[] = [];
  head = 0;
  reader: QueueReader | null = null;

  get length(): number {
    return this.items.length - this.head;
  }
  /** Of a queue that is not empty, as `last`. */
  first(): Long {
    return this.items[this.head]!;
  }
  last(): Long {
    return this.items[this.items.length - 1]!;
  }
  push(value: Long): void {
    this.items.push(value);
  }
  pop(): void {
    const value = this.items.pop()!;
    if (this.reader !== null) this.reader.popped(this.items, value);
  }
  shift(): void {
    if (this.head === 0 && this.items.length <= few && this.reader === null) this.items.shift();
    else if (++this.head > few && this.head * 2 > this.items.length) this.#renew();
  }
  /** Drops the first value equal to `value`, if there is such; NaN is NaN. */
  drop(value: Long): void {
    const {items} = this;
    let at = this.head;
    if (Number.isNaN(value)) while (at < items.length && !Number.isNaN(items[at])) at++;
    else while (at < items.length && items[at] !== value) at++;
    if (at === items.length) return;
    const place = at - this.head;
    this.#renew();
    this.items.splice(place, 1);
  }
  save(): Long[] {
    return this.items.slice(this.head);
  }
  load(values: readonly Long[]): void {
    this.items = [...values];
    this.head = 0;
    this.reader = null;
  }
  /** A list of its own: a cut goes on with the one that it began with. */
  #renew(): void {
    this.items = this.items.slice(this.head);
    this.head = 0;
    this.reader = null;
  }
}

/** What a queue held at a time, read by index while it goes on. */
export class QueueReader {
  readonly length: number;
  readonly #items: readonly Long[];
  readonly #head: number;
  /** Up to here the list is as it was. */
  #end: number;
  /** What stood behind that, the last one first. */
  readonly #aside: Long[] = [];
  #isOpen = true;

  constructor(queue: Queue) {
    this.#items = queue.items;
    this.#head = queue.head;
    this.#end = queue.items.length;
    this.length = queue.length;
    queue.reader = this;
  }
  popped(items: readonly Long[], value: Long): void {
    if (!this.#isOpen || items.length >= this.#end) return;
    this.#end = items.length;
    this.#aside.push(value);
  }
  at(index: number): Long {
    const place = this.#head + index;
    return place < this.#end ? this.#items[place]! : this.#aside[this.length + this.#head - 1 - place]!;
  }
  close(): void {
    this.#isOpen = false;
    this.#aside.length = 0;
  }
}

/** What waits in a heap: the due time, then the order of creation decide. */
export type Waiting = {due: number; order: number; serial: number};

/** Children of each place: they stand side by side, and a heap of thousands is few levels high. */
const WIDTH = 4;

/**
 * A heap of what is due first. What decides stands in lists of numbers beside the items, which need not be looked at: with
 * thousands of them each look would go to memory.
 */
export class DueHeap<T extends Waiting> {
  readonly #items: T[] = [];
  readonly #due: number[] = [];
  readonly #order: number[] = [];
  readonly #serial: number[] = [];

  get first(): T | undefined {
    return this.#items[0];
  }
  push(item: T): void {
    const {due, order, serial} = item;
    let at = this.#items.length;
    this.#items.push(item);
    this.#due.push(due);
    this.#order.push(order);
    this.#serial.push(serial);
    while (at > 0) {
      const parent = Math.floor((at - 1) / WIDTH);
      if (!this.#isBefore(due, order, serial, parent)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, item, due, order, serial);
  }
  pop(): T | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    const [due, order, serial] = [this.#due.pop()!, this.#order.pop()!, this.#serial.pop()!];
    const {length} = items;
    if (top === undefined || last === undefined || length === 0) return top;
    let at = 0;
    for (;;) {
      const from = WIDTH * at + 1;
      if (from >= length) break;
      let least = from;
      for (let child = from + 1; child < length && child < from + WIDTH; child++)
        if (this.#isBefore(this.#due[child]!, this.#order[child]!, this.#serial[child]!, least)) least = child;
      if (this.#isBefore(due, order, serial, least)) break;
      this.#move(least, at);
      at = least;
    }
    this.#put(at, last, due, order, serial);
    return top;
  }
  #isBefore(due: number, order: number, serial: number, than: number): boolean {
    const its = this.#due[than]!;
    if (due !== its) return due < its;
    const place = this.#order[than]!;
    return order !== place ? order < place : serial < this.#serial[than]!;
  }
  #move(from: number, to: number): void {
    this.#put(to, this.#items[from]!, this.#due[from]!, this.#order[from]!, this.#serial[from]!);
  }
  #put(at: number, item: T, due: number, order: number, serial: number): void {
    this.#items[at] = item;
    this.#due[at] = due;
    this.#order[at] = order;
    this.#serial[at] = serial;
  }
}

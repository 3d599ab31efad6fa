/** Gives equal values the same small number; a number stands for its value. */
export class Interner<T> {
  readonly values: T[] = [];
  readonly #ids = new Map<string, number>();

  idOf(value: T): number {
    const key = JSON.stringify(value);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.values.length;
    this.values.push(value);
    this.#ids.set(key, id);
    return id;
  }
}

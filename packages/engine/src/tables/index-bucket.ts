import type {Entry} from './table.ts';
import type {Stored} from './stored.ts';

/** The rows of one value of an index. Each knows its place here, so that taking one out costs nothing, however many there are. */
export class IndexBucket {
  /** With null where one has been taken out. */
  #rows: (Stored | null)[] = [];
  #size = 0;
  readonly #which: number;

  /** `which`: the index among those of the table. */
  constructor(which: number) {
    this.#which = which;
  }
  get size(): number {
    return this.#size;
  }
  add(entry: Stored): void {
    if (this.#which === 0) entry.place = this.#rows.length;
    else entry.places[this.#which - 1] = this.#rows.length;
    this.#rows.push(entry);
    this.#size++;
  }
  /** One that is there. */
  remove(entry: Stored): void {
    this.#rows[this.#which === 0 ? entry.place : entry.places[this.#which - 1]!] = null;
    if (--this.#size * 2 + few < this.#rows.length) this.#closeUp();
  }
  /** In the order in which they came here; a list of its own. */
  list(): Entry[] {
    const rows = this.#rows;
    if (rows.length === this.#size) return rows.slice() as Entry[];
    const found: Entry[] = [];
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      if (row !== null) found.push(row);
    }
    return found;
  }
  #closeUp(): void {
    const rows = this.#rows;
    this.#rows = [];
    this.#size = 0;
    for (const row of rows) if (row !== null) this.add(row);
  }
}

/** So many empty places do no harm. */
const few = 16;

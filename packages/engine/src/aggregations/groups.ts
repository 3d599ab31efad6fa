import type {Cells, CellsForm, PackedCells} from './cells.ts';

/** What larger buckets would take to pack is too long for one event. */
const MOST_PACKED = 4096;

/**
 * The groups of a bucket, in order of first appearance. Most buckets are left behind for good: packed they take a third of
 * the memory, and the collector need not look at them.
 */
export class Groups {
  #all: Cells[] = [];
  #packed: PackedCells | null = null;
  /** What was opened again is not packed again: events that come late, to many buckets in turn, would do nothing else. */
  #wasOpened = false;
  /** Made when somebody asks for a key: most buckets are only ever added to by who knows what is in them. */
  #byKey: Map<unknown, Cells> | null = null;
  readonly #form: CellsForm;

  constructor(form: CellsForm) {
    this.#form = form;
  }
  get size(): number {
    return this.#packed?.count ?? this.#all.length;
  }
  /** For reading. */
  values(): readonly Cells[] {
    return this.#packed === null ? this.#all : this.#form.unpack(this.#packed);
  }
  /** For the caller to add to. */
  get(key: unknown): Cells | undefined {
    const all = this.#opened();
    this.#byKey ??= new Map(all.map((cells) => [this.#form.key(cells), cells]));
    return this.#byKey.get(key);
  }
  /** `cells` of a key that is not there. */
  add(key: unknown, cells: Cells): void {
    this.#opened().push(cells);
    this.#byKey?.set(key, cells);
  }
  /** As `add`, while nobody has asked for a key. */
  put(cells: Cells): void {
    this.#all.push(cells);
  }
  /** Events go to other buckets now. To be called while nobody holds cells of this one. */
  pack(): void {
    if (this.#packed !== null || this.#wasOpened || this.#byKey !== null || this.#all.length > MOST_PACKED) return;
    this.#packed = this.#form.pack(this.#all);
    if (this.#packed !== null) this.#all = [];
  }
  #opened(): Cells[] {
    if (this.#packed !== null) {
      this.#all = this.#form.unpack(this.#packed);
      this.#packed = null;
      this.#wasOpened = true;
    }
    return this.#all;
  }
}

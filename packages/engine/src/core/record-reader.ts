import type {Plain, ValueReader} from '@tandem/wire';

/** Reads many small records that have the same names. */
export class RecordReader {
  /** As they came: then they are the very same texts the next time, which costs no look at their letters. */
  readonly #names: string[];
  readonly #values: Plain[];

  /** `names`: in the order in which they are saved. Records may have others, or lack some. */
  constructor(names: readonly string[]) {
    this.#names = [...names];
    this.#values = names.map(() => null);
  }
  /** The values of the next record in the order of the names, null where it has none; good until the next call. */
  read(from: ValueReader): readonly Plain[] {
    const names = this.#names;
    const values = this.#values;
    const count = from.object();
    for (let i = 0; i < values.length; i++) values[i] = null;
    for (let i = 0; i < count; i++) {
      const name = from.value() as string;
      const isNext = names[i] === name;
      const at = isNext ? i : names.indexOf(name);
      if (isNext) names[i] = name;
      const value = from.value();
      if (at >= 0) values[at] = value;
    }
    return values;
  }
}

import {assert} from '@tandem/base';

/**
 * What a step does, as code to be written into one function with the steps around it. In it `t` is the timestamp, `r` the
 * row that comes; every other name is one of `constants` or `variables`, or of the language.
 */
export type StepText = {
  readonly constants: ReadonlyMap<string, unknown>;
  readonly variables: readonly string[];
  /** What must hold, or there is no row. */
  readonly when: readonly string[];
  /** The row that it makes: as a whole, or its values one by one. Neither: the row that comes. */
  readonly row?: string;
  readonly values?: readonly string[];
  /** What must hold of the row made, which is `o`. */
  readonly having?: string;
};

/** Nothing that brings names of its own, or text in which a name could stand. */
export const isWritable = ({when, row, values, having}: StepText): boolean =>
  ![...when, row ?? '', ...(values ?? []), having ?? ''].some((code) => /=>|\bfunction\b|[`"\\]|\.[rot]\b/.test(code));

/** A row on its way: in a variable, or only its values yet. */
type Place = {row: string | null; values: readonly string[] | null};

/** Writes steps down one after the other, so that rows between them are never made unless somebody needs one as a row. */
export class StepWriter {
  readonly #skip: string;
  readonly #constants = new Map<string, unknown>();
  readonly #lines: string[] = [];
  #at: Place;
  #steps = 0;
  #skips = false;

  /** `row`: the variable with the row that comes. `skip`: the statement for an event that goes no further. */
  constructor(row: string, skip: string) {
    this.#at = {row, values: null};
    this.#skip = skip;
  }
  /** Names and values that the code needs around it. */
  get constants(): ReadonlyMap<string, unknown> {
    return this.#constants;
  }
  get code(): string {
    return this.#lines.join('\n');
  }
  /** Some event may go no further. */
  get skips(): boolean {
    return this.#skips;
  }
  /** Calls what stands under `name`. */
  call(name: string): void {
    const made = `q${this.#steps++}`;
    this.#lines.push(`const ${made}=${name}(t,${this.row()});`);
    this.#drop(`${made}===null`);
    this.#at = {row: made, values: null};
  }
  write(text: StepText): void {
    const step = this.#steps++;
    const names = new Map([...text.constants.keys(), ...text.variables].map((name) => [name, `${name}_${step}`]));
    for (const [name, value] of text.constants) this.#constants.set(`${name}_${step}`, value);
    if (text.variables.length > 0) this.#lines.push(`let ${text.variables.map((name) => names.get(name)).join(',')};`);
    const own = (code: string): string => code.replaceAll(/\b[A-Za-z_]\w*\b/g, (name) => names.get(name) ?? name);
    for (const condition of text.when) this.#drop(`!(${this.#reading('r', own(condition))})`);
    // It may read both rows.
    const having = text.having === undefined ? null : this.#reading('r', own(text.having));
    if (text.row !== undefined) {
      this.#lines.push(`const q${step}=${this.#reading('r', own(text.row))};`);
      this.#at = {row: `q${step}`, values: null};
    } else if (text.values !== undefined) {
      const values = text.values.map((code, i) => this.#value(this.#reading('r', own(code)), `v${step}_${i}`));
      this.#at = {row: null, values};
    }
    if (having !== null) this.#drop(`!(${this.#reading('o', having)})`);
  }
  /** Code of the row as it is now. */
  row(): string {
    const {row, values} = this.#at;
    if (row !== null) return row;
    assert(values !== null, 'a row without its values');
    const made = `q${this.#steps++}`;
    this.#lines.push(`const ${made}=[${values.join(',')}];`);
    this.#at = {row: made, values};
    return made;
  }
  #drop(condition: string): void {
    this.#skips = true;
    this.#lines.push(`if(${condition})${this.#skip}`);
  }
  /** A name stands for itself, for it changes no more, as does a value of a row, which nobody changes. */
  #value(code: string, name: string): string {
    if (/^\w+(?:\[\d+\])?$/.test(code)) return code;
    this.#lines.push(`const ${name}=${code};`);
    return name;
  }
  /** `code` with the row that it calls `name` as what it is here: by its values where that is all that it reads. */
  #reading(name: 'r' | 'o', code: string): string {
    const read = new RegExp(String.raw`\b${name}\b(?:\[(\d+)\])?`, 'g');
    if ([...code.matchAll(read)].some(([, index]) => index === undefined)) this.row();
    const {row, values} = this.#at;
    return code.replaceAll(read, (_, index?: string) =>
      index === undefined ? row! : (values?.[Number(index)] ?? `${row}[${index}]`),
    );
  }
}

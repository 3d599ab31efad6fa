import type {Plain, ValueReader, ValueWriter} from '@tandem/wire';
import {type Cut, itemsPerStep, readPerStep, type Steps} from '../core/cut.ts';
import type {Stateful} from '../core/state.ts';
import {type Fields, type Owner, readFields, releaseThen, type Then, writeThen} from './fields.ts';

/** A key of a selector's state, and the fields that it stands for as they were. */
export type Entry = readonly [key: Plain, values: readonly Then[]];

/** What the generated code of a selector answers about its state: a map of its aggregators' fields by key. */
export type SelectorPart = Stateful & {
  /** Forgets all, for so many that are to come. */
  clear(expected: number): void;
  /** Takes one entry of what `save` gave, of a key that did not come before; the list is not kept. */
  put(key: Plain, values: readonly Plain[]): void;
  /** A new object for such a key; null: of a key that has no place here. */
  owner(key: Plain): Owner | null;
};

/** The state of a selector: a map of its aggregators' fields by key. */
export class SelectorState<P extends SelectorPart> implements Stateful {
  readonly #part: P;
  readonly #fields: Fields;
  readonly #cutOf: (part: P) => Cut;

  constructor(part: P, fields: Fields, cutOf: (part: P) => Cut) {
    this.#part = part;
    this.#fields = fields;
    this.#cutOf = cutOf;
  }
  save(): Plain {
    return this.#part.save();
  }
  load(state: Plain): void {
    this.#part.load(state);
  }
  *loadSteps(from: ValueReader): Steps {
    const {names, collect} = this.#fields;
    const count = from.map();
    const part = this.#part;
    const values: Plain[] = [];
    part.clear(count);
    for (let left = count; left > 0; left--) {
      if (left % readPerStep === 0) yield;
      const key = from.value();
      if (!collect) {
        from.list(values);
        part.put(key, values);
        continue;
      }
      const owner = part.owner(key);
      yield* owner ? readFields(from, owner, names) : from.skip();
    }
  }
  cut(): Cut {
    return this.#cutOf(this.#part);
  }
}

/** Of a selector without groups: one entry, and one of what `having` counts. */
export type SinglePart = SelectorPart & {entries(): Entry[]};

export function singleCut(part: SinglePart): Cut {
  const entries = part.entries();
  return entriesCut(
    entries.length,
    (i) => entries[i]!,
    () => {
      for (const [, values] of entries) releaseThen(values);
    },
  );
}

/** A cut of so many entries, each of which can be told as it was at any time. */
export const entriesCut = (count: number, entryAt: (index: number) => Entry, close: () => void): Cut => ({
  *write(to) {
    to.map(count);
    for (let i = 0; i < count; i++) {
      if (i % itemsPerStep === 0 && i > 0) yield;
      const steps = writeEntry(to, entryAt(i));
      if (steps) yield* steps;
    }
  },
  close,
});

export function writeEntry(to: ValueWriter, [key, values]: Entry): Steps | void {
  to.value(key);
  return writeThen(to, values);
}

import type {Plain, ValueReader, ValueWriter} from '@tandem/wire';
import {type Cut, itemsPerStep, type Steps} from '../core/cut.ts';
import type {Stateful} from '../core/state.ts';
import {type Fields, type Owner, readFields, releaseThen, type Then, writeThen} from './fields.ts';

/** A key of a selector's state, and the fields that it stands for as they were. */
export type Entry = readonly [key: Plain, values: readonly Then[]];

/** What the generated code of a selector answers about its state: a map of its aggregators' fields by key. */
export type SelectorPart = Stateful & {
  /** Forgets all. */
  clear(): void;
  /** Takes one entry of what `save` gave. */
  put(key: Plain, values: Plain): void;
  /** The object of a key, made where there is none; null: of a key that has no place here. */
  owner(key: Plain): Owner | null;
};
export function writeEntry(to: ValueWriter, [key, values]: Entry): Steps | void {
  to.value(key);
  return writeThen(to, values);
}

export function* loadEntries(part: SelectorPart, {names, collect}: Fields, from: ValueReader): Steps {
  part.clear();
  for (let left = from.map(); left > 0; left--) {
    if (left % itemsPerStep === 0) yield;
    const key = from.value();
    if (!collect) {
      part.put(key, from.value());
      continue;
    }
    const owner = part.owner(key);
    yield* owner ? readFields(from, owner, names) : from.skip();
  }
}

/** Of a selector without groups. */
export type SinglePart = SelectorPart & {entries(): Entry[]};

/** The state of a selector without groups: one entry, and one of what `having` counts. */
export class SingleState implements Stateful {
  readonly #part: SinglePart;
  readonly #fields: Fields;

  constructor(part: SinglePart, fields: Fields) {
    this.#part = part;
    this.#fields = fields;
  }
  save(): Plain {
    return this.#part.save();
  }
  load(state: Plain): void {
    this.#part.load(state);
  }
  loadSteps(from: ValueReader): Steps {
    return loadEntries(this.#part, this.#fields, from);
  }
  cut(): Cut {
    const entries = this.#part.entries();
    return {
      *write(to) {
        to.map(entries.length);
        for (const entry of entries) {
          const steps = writeEntry(to, entry);
          if (steps) yield* steps;
        }
      },
      close() {
        for (const [, values] of entries) releaseThen(values);
      },
    };
  }
}

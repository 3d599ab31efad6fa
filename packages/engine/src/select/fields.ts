import {type Long, Queue, QueueReader} from '@tandem/functions';
import type {Plain, ValueReader, ValueWriter} from '@tandem/wire';
import {type Cut, isCut, itemsPerStep, recordCut, type Steps, writeNumbers} from '../core/cut.ts';
import type {Stateful} from '../core/state.ts';
import {VersionedMap} from '../core/versioned-map.ts';

/** An object with the fields of aggregators: numbers, short lists, and collections that may grow large. */
export type Owner = {[field: string]: unknown};
/** What a field was at a time: as it is saved, or the cut of a large collection. */
export type Then = Plain | {cut: Cut};

export function saveField(value: unknown): Plain {
  if (value instanceof VersionedMap || value instanceof Queue) return value.save();
  return Array.isArray(value) ? [...(value as Plain[])] : (value as Plain);
}

/** As `saveField`, of a large collection without going through it. */
export function fieldThen(value: unknown): Then {
  if (value instanceof VersionedMap && value.size > itemsPerStep) return {cut: value.cut()};
  if (value instanceof Queue && value.length > itemsPerStep) return {cut: queueCut(new QueueReader(value))};
  return saveField(value);
}

/** As `save` gives it. */
const queueCut = (then: QueueReader): Cut => ({
  write: (to) => writeNumbers(to, then.length, (i) => then.at(i)),
  close: () => then.close(),
});

/** What `field` of a new object is with what `saveField` gave in it. */
export function loadField(field: unknown, saved: Plain): unknown {
  if (field instanceof VersionedMap) field.load(saved);
  else if (field instanceof Queue) field.load(saved as Long[]);
  else return loadList(saved);
  return field;
}
function loadList(saved: Plain): unknown {
  return Array.isArray(saved) ? [...(saved as Plain[])] : saved;
}

/** The list of what some fields were. Most are small: only with a cut among them it is written in steps. */
export function writeThen(to: ValueWriter, values: readonly Then[]): Steps | void {
  if (values.some(isCut)) return writeInSteps(to, values);
  to.value(values as readonly Plain[]);
}
function* writeInSteps(to: ValueWriter, values: readonly Then[]): Steps {
  to.array(values.length);
  for (const value of values) {
    if (isCut(value)) yield* value.cut.write(to);
    else to.value(value);
  }
}
export function releaseThen(values: readonly Then[]): void {
  for (const value of values) if (isCut(value)) value.cut.close();
}

/** Reads what stands in a field of a new object; answers what the field is with it. */
function* readField(from: ValueReader, field: unknown): Steps<unknown> {
  if (field instanceof VersionedMap) yield* field.loadSteps(from);
  else if (field instanceof Queue) yield* loadQueue(from, field);
  else return loadList(from.value());
  return field;
}
function* loadQueue(from: ValueReader, queue: Queue): Steps {
  const {count, next} = from.numbers();
  for (let i = 0; i < count; i++) {
    if (i % itemsPerStep === 0 && i > 0) yield;
    queue.push(next() as Long);
  }
}
/** As `writeThen` wrote them, into a new object that has a collection. */
export function* readFields(from: ValueReader, owner: Owner, names: readonly string[]): Steps {
  from.array();
  for (const name of names) owner[name] = yield* readField(from, owner[name]);
}
/** What there is to know of an owner's fields. */
export type Fields = {
  names: readonly string[];
  /** Some of them are collections. */
  collect: boolean;
};

/** The fields of one object as a state: a list in the order of `names`. `owner` answers the object of now. */
export function fieldsState(owner: () => Owner, {names, collect}: Fields): Stateful {
  const values = (of: (field: unknown) => Then): Then[] => names.map((name) => of(owner()[name]));
  const load = (state: Plain): void => {
    for (const [i, name] of names.entries()) owner()[name] = loadField(owner()[name], (state as Plain[])[i]!);
  };
  return {
    load,
    save: () => values(saveField) as Plain[],
    cut() {
      const then = values(fieldThen);
      return {
        *write(to) {
          const steps = writeThen(to, then);
          if (steps) yield* steps;
        },
        close: () => releaseThen(then),
      };
    },
    *loadSteps(from) {
      if (collect) yield* readFields(from, owner(), names);
      else load(from.value());
    },
  };
}

/** The fields of one object as a record. */
export const saveOwner = (owner: Owner): Plain =>
  Object.fromEntries(Object.entries(owner).map(([name, field]) => [name, saveField(field)]));
export const ownerCut = (owner: Owner): Cut =>
  recordCut(Object.fromEntries(Object.entries(owner).map(([name, field]) => [name, fieldThen(field)])));
/** Into a new object. */
export function loadOwner(owner: Owner, state: Plain): void {
  for (const [name, saved] of Object.entries(state as {[name: string]: Plain}))
    owner[name] = loadField(owner[name], saved);
}
export function* readOwner(from: ValueReader, owner: Owner): Steps {
  for (let left = from.object(); left > 0; left--) {
    const name = from.value() as string;
    owner[name] = yield* readField(from, owner[name]);
  }
}

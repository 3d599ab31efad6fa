import {isFraction, type Plain, type ValueReader, type ValueWriter} from '@tandem/wire';

/** Work that may be interrupted at each step; a step takes some ten microseconds. */
export type Steps<T = void> = Generator<void, T>;

/** Items of a state that are written or read in one step. */
export const itemsPerStep = 64;
/** Small items that are only read: some 0.2 ms, as each step passes through all who wait for it. */
export const readPerStep = 256;

/**
 * The state of something as it was when the cut was made, whatever has
 * happened to it since. It can be written more than once, and by several
 * writers in turn, until it is closed. Making one takes next to no time;
 * while it is open, each item that changes for the first time is put aside.
 */
export interface Cut {
  /** Writes what `save` gave at the time of the cut. */
  write(to: ValueWriter): Steps;
  /** Nothing need be put aside any more. */
  close(): void;
}

/** A state that is at hand as a value. */
export const wholeCut = (state: Plain): Cut => ({write: (to) => writeSlowly(to, state, 4), close() {}});

/** As `to.value`; `levels` of containers are gone into. */
function* writeSlowly(to: ValueWriter, value: Plain, levels: number): Steps {
  const isList = Array.isArray(value);
  // A list of fractions has a form of its own.
  if (isList && isFraction((value as readonly Plain[])[0])) {
    const list = value as readonly Plain[];
    yield* writeNumbers(to, list.length, (i) => list[i]!);
    return;
  }
  if (levels === 0 || !(isList || value instanceof Map || isRecord(value))) {
    to.value(value);
    return;
  }
  let n = 0;
  if (isList) {
    const list = value as readonly Plain[];
    to.array(list.length);
    for (const item of list) {
      if (++n % itemsPerStep === 0) yield;
      if (isLarge(item)) yield* writeSlowly(to, item, levels - 1);
      else to.value(item);
    }
    return;
  }
  const entries =
    value instanceof Map ? (value as ReadonlyMap<Plain, Plain>) : Object.entries(value as Record<string, Plain>);
  if (value instanceof Map) to.map(value.size);
  else to.object((entries as readonly unknown[]).length);
  for (const [key, item] of entries) {
    if (++n % itemsPerStep === 0) yield;
    to.value(key);
    if (isLarge(item)) yield* writeSlowly(to, item, levels - 1);
    else to.value(item);
  }
}
const isRecord = (value: Plain): boolean =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
const isLarge = (value: Plain): boolean =>
  Array.isArray(value)
    ? value.length > itemsPerStep || isLarge((value as readonly Plain[])[0] ?? null)
    : value instanceof Map
      ? value.size > itemsPerStep
      : isRecord(value);

/** A list of so many items of anything but fractions alone: `write` writes the one at a place. */
export function* writeList(to: ValueWriter, count: number, write: (at: number) => void): Steps {
  to.array(count);
  for (let i = 0; i < count; i++) {
    if (i % itemsPerStep === 0 && i > 0) yield;
    write(i);
  }
}

/** A list of so many items that may be fractions alone; `at` answers the same one at any time. */
export function* writeNumbers(to: ValueWriter, count: number, at: (index: number) => Plain): Steps {
  let isDense = count > 0;
  for (let i = 0; i < count && isDense; i++) {
    if (i % (16 * itemsPerStep) === 0 && i > 0) yield;
    isDense = isFraction(at(i));
  }
  if (!isDense) return yield* writeList(to, count, (i) => to.value(at(i)));
  to.fractions(count);
  for (let i = 0; i < count; i++) {
    if (i % (4 * itemsPerStep) === 0 && i > 0) yield;
    to.fraction(at(i) as number);
  }
}

/** A list that is only added to, until another takes its place: what it holds now. Of anything but fractions alone. */
export function listCut(items: readonly Plain[], from = 0): Cut {
  const count = items.length - from;
  return {write: (to) => writeList(to, count, (at) => to.value(items[from + at]!)), close() {}};
}

export const isCut = (field: Plain | {cut: Cut}): field is {cut: Cut} =>
  typeof field === 'object' && field !== null && 'cut' in field;

/** A record of values, some of which are cuts themselves. */
export function recordCut(fields: {readonly [name: string]: Plain | {cut: Cut}}): Cut {
  const entries = Object.entries(fields);
  return {
    *write(to) {
      to.object(entries.length);
      for (const [name, field] of entries) {
        to.value(name);
        if (isCut(field)) yield* field.cut.write(to);
        else yield* writeSlowly(to, field, 3);
      }
    },
    close() {
      for (const [, field] of entries) if (isCut(field)) field.cut.close();
    },
  };
}

/** A list of any items. */
export function* readList<T extends Plain>(from: ValueReader): Steps<T[]> {
  const items: T[] = [];
  for (let left = from.array(); left > 0; left--) {
    items.push(from.value() as T);
    if (left % itemsPerStep === 0) yield;
  }
  return items;
}

/** Reads a record by name; fields without a reader are taken as values, those of names that are not there are passed over. */
export function* readRecord(
  from: ValueReader,
  readers: {readonly [name: string]: (from: ValueReader) => Steps | void},
): Steps {
  for (let left = from.object(); left > 0; left--) {
    const read = readers[from.value() as string];
    const steps = read ? read(from) : from.skip();
    if (steps) yield* steps;
  }
}

/** Work that several want the outcome of: whoever comes goes on with it, and it is done once. */
export function sharedSteps<T>(steps: Steps<T>): () => Steps<T> {
  let outcome: {value: T} | undefined;
  return function* () {
    while (outcome === undefined) {
      const step = steps.next();
      if (step.done === true) outcome = {value: step.value};
      else yield;
    }
    return outcome.value;
  };
}

import type {SnapshotPart, StateCut, StatePart} from '@tandem/cluster';
import type {StateCut as AppCut} from '@tandem/engine';
import {crc32, encode, joined, type Plain, ValueWriter} from '@tandem/wire';

/** Bytes of one step of a checksum. */
const stepBytes = 1 << 16;

/** A field of the machine's own state: a value, or what writes it step by step. */
export type Field = Plain | ((to: ValueWriter) => Generator<void, void>);
/** An app at the cut: its own cut while it runs, else the bytes that are kept of it. */
export type CutApp = {app: string; cut: AppCut | undefined; held: Uint8Array; deployment: Plain};

/** The state of the machine and of its apps as they were at one entry. */
export class MachineCut implements StateCut {
  readonly #fields: readonly Field[];
  readonly #pieces: ReadonlyMap<string, Field>;
  readonly #apps: readonly CutApp[];
  readonly #closed: () => void;

  /** `fields`: what the machine's own part of a snapshot consists of; `pieces`: those that are compared, by name. */
  constructor(
    fields: readonly Field[],
    pieces: ReadonlyMap<string, Field>,
    apps: readonly CutApp[],
    closed: () => void,
  ) {
    this.#closed = closed;
    this.#fields = fields;
    this.#pieces = pieces;
    this.#apps = apps;
  }
  *parts(): Generator<void, SnapshotPart[]> {
    const to = new ValueWriter();
    to.array(this.#fields.length);
    for (const field of this.#fields) yield* writeField(to, field);
    const parts: SnapshotPart[] = [{app: '', bytes: yield* joined(to.finish())}];
    for (const {app, cut, held} of this.#apps)
      parts.push({app, bytes: cut ? yield* joined(yield* cut.snapshot()) : held});
    return parts;
  }
  *checksum({app, operator}: StatePart): Generator<void, {sum: number; bytes: number} | undefined> {
    const pages = yield* this.#pagesOf(app, operator);
    if (!pages) return undefined;
    let sum = 0;
    let bytes = 0;
    for (const page of pages) {
      bytes += page.length;
      for (let at = 0; at < page.length; at += stepBytes) {
        sum = crc32(page.subarray(at, at + stepBytes), sum);
        if (page.length > stepBytes) yield;
      }
    }
    return {sum, bytes};
  }
  close(): void {
    for (const {cut} of this.#apps) cut?.close();
    this.#closed();
  }
  *#pagesOf(app: string, operator: string): Generator<void, Uint8Array[] | undefined> {
    if (app === '') {
      const field = this.#pieces.get(operator);
      if (field === undefined) return undefined;
      const to = new ValueWriter();
      yield* writeField(to, field);
      return to.finish();
    }
    const found = this.#apps.find((each) => each.app === app);
    if (!found) return undefined;
    if (operator === 'deployment') return [encode(found.deployment), found.held];
    const steps = found.cut?.of(operator);
    return steps && (yield* steps);
  }
}

/** A list with one step for each item. */
export const list = (items: readonly Plain[]) =>
  function* write(to: ValueWriter): Generator<void, void> {
    to.array(items.length);
    for (const item of items) {
      to.value(item);
      yield;
    }
  };

function* writeField(to: ValueWriter, field: Field): Generator<void, void> {
  if (typeof field === 'function') yield* field(to);
  else to.value(field);
}

import type {SnapshotPart, StateCut, StatePart} from '@tandem/cluster';
import type {StateCut as AppCut} from '@tandem/engine';
import {crc32, encode, type Plain, ValueWriter} from '@tandem/wire';
import {PartBytes} from './part-bytes.ts';

type Take = (page: Uint8Array) => void;

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
  readonly #lengths: Map<string, number>;
  readonly #closed: () => void;

  /**
   * `fields`: what the machine's own part of a snapshot consists of; `pieces`: those that are compared, by name.
   * `lengths`: of each app's part in the snapshot that was written last, in bytes; kept up to date.
   */
  constructor(
    fields: readonly Field[],
    pieces: ReadonlyMap<string, Field>,
    apps: readonly CutApp[],
    lengths: Map<string, number>,
    closed: () => void,
  ) {
    this.#closed = closed;
    this.#fields = fields;
    this.#pieces = pieces;
    this.#apps = apps;
    this.#lengths = lengths;
  }
  *parts(): Generator<void, SnapshotPart[]> {
    const parts = [{app: '', bytes: yield* this.#part('', (take) => this.#own(take))}];
    for (const {app, cut, held} of this.#apps)
      parts.push({app, bytes: cut ? yield* this.#part(app, (take) => cut.snapshot(take)) : held});
    this.#lengths.clear();
    for (const {app, bytes} of parts) this.#lengths.set(app, bytes.length);
    return parts;
  }
  *checksum({app, operator}: StatePart): Generator<void, {sum: number; bytes: number} | undefined> {
    let [sum, bytes] = [0, 0];
    const steps = this.#piece(app, operator, (page) => {
      sum = crc32(page, sum);
      bytes += page.length;
    });
    if (!steps) return undefined;
    yield* steps;
    return {sum, bytes};
  }
  close(): void {
    for (const {cut} of this.#apps) cut?.close();
    this.#closed();
  }
  *#own(take: Take): Generator<void, unknown> {
    const to = new ValueWriter(take);
    to.array(this.#fields.length);
    for (const field of this.#fields) yield* writeField(to, field);
    return to.finish();
  }
  *#part(app: string, write: (take: Take) => Generator<void, unknown>): Generator<void, Uint8Array> {
    const bytes = new PartBytes(this.#lengths.get(app) ?? 0);
    yield* write(bytes.take);
    return yield* bytes.joined();
  }
  #piece(app: string, operator: string, take: Take): Generator<void, unknown> | undefined {
    if (app === '') {
      const field = this.#pieces.get(operator);
      return field === undefined ? undefined : written(field, take);
    }
    const found = this.#apps.find((each) => each.app === app);
    if (!found) return undefined;
    if (operator === 'deployment') return inSteps([encode(found.deployment), found.held], take);
    return found.cut?.of(operator, take);
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

function* written(field: Field, take: Take): Generator<void, unknown> {
  const to = new ValueWriter(take);
  yield* writeField(to, field);
  return to.finish();
}

function* inSteps(pages: readonly Uint8Array[], take: Take): Generator<void, void> {
  for (const page of pages)
    for (let at = 0; at < page.length; at += stepBytes) {
      take(page.subarray(at, at + stepBytes));
      yield;
    }
}

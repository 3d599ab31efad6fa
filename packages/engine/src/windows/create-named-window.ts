import type {EventType, WindowDefinition} from '@tandem/siddhiql';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, EXPIRED, RESET} from '../core/chunk.ts';
import {type Depth, Nested} from '../core/depth.ts';
import type {Env} from '../core/env.ts';
import type {Stage} from '../core/stage.ts';
import {emit} from './emit.ts';
import type {NamedWindow} from './named-window.ts';
import {planWindow} from './plan-window.ts';
import type {WindowInput} from './window.ts';

/** What a named window says to its readers: in order of subscription, without resets, only the kinds of `output`. */
class Readers implements Stage {
  readonly #output: EventType;
  readonly #readers: Stage[] = [];

  constructor(output: EventType) {
    this.#output = output;
  }
  add(reader: Stage): void {
    this.#readers.push(reader);
  }
  one(ts: number, row: Row): void {
    if (this.#output === 'expired') return;
    for (const reader of this.#readers) reader.one(ts, row);
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    if (this.#output === 'current') this.one(ts, row);
    else if (this.#output === 'expired') this.#publish(Chunk.one(expiredAt, expired, EXPIRED));
    else for (const reader of this.#readers) reader.pair(expiredAt, expired, ts, row);
  }
  chunk(chunk: Chunk): void {
    const out = new Chunk();
    for (let i = 0; i < chunk.length; i++) {
      const kind = chunk.kinds[i]!;
      if (kind === RESET) continue;
      const wanted = this.#output === 'all' || (kind === CURRENT) === (this.#output === 'current');
      if (wanted) out.push(chunk.ts[i]!, kind, chunk.rows[i]!);
    }
    this.#publish(out);
  }
  #publish(out: Chunk): void {
    for (const reader of this.#readers) emit(reader, out);
  }
}

/**
 * The window of `define window`. Its state lies with `env`, as that of any
 * window; `save` and `load` of the result are for owners that keep named
 * windows in a registry of their own, and carry nothing more.
 */
export function createNamedWindow(
  definition: WindowDefinition,
  input: WindowInput,
  env: Env,
  depth: Depth,
): NamedWindow {
  const output = definition.output ?? 'all';
  const readers = new Readers(output);
  const plan = planWindow(definition.window, input);
  const expiredWanted = output !== 'current';
  const window = plan.create({
    env,
    next: readers,
    expiredWanted,
    expiredNeeded: expiredWanted,
    findable: plan.findable,
  });
  return {
    id: definition.id,
    attributes: input.attributes,
    input: new Nested(window, definition.id, depth),
    subscribe: (reader) => readers.add(reader),
    each: (visit) => window.each(visit),
    save: () => null,
    load: () => {},
  };
}

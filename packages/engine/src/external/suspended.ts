import {must} from '@tandem/base';
import {SiddhiAppError} from '@tandem/siddhiql';
import type {Plain} from '@tandem/wire';
import type {Row} from '../api.ts';
import {Chunk, CURRENT, type Kind, RESET} from '../core/chunk.ts';
import type {Env} from '../core/env.ts';
import type {Stage} from '../core/stage.ts';
import type {Stateful} from '../core/state.ts';
import type {ExternalDesk, Waiting} from './desk.ts';
import type {Read} from './planned-reads.ts';
import type {ExternalTable} from './external-table.ts';
import type {Candidate} from './port.ts';

type Held = {number: number; chunk: Chunk};
type Saved = [number, number[], Kind[], Row[]][];

/** Whose events wait: the stream that brought them, and how many of a row's values are the stream's own. */
export type Origin = {stream: string; width: number};

/**
 * Where events wait for rows of an external table: each chunk asks for what its events may find, and goes on to `inner`, which finds
 * it there, when it has come. First come, first to go on. State: the chunks that wait, with the numbers of their reads.
 */
export class Suspended implements Stage, Stateful, Waiting {
  readonly table: ExternalTable;
  readonly #read: Read;
  readonly #inner: Stage;
  readonly #desk: ExternalDesk;
  readonly #origin: Origin;
  readonly #query: string;
  readonly #touched: (() => void) | undefined;
  #held: Held[] = [];

  constructor(inner: Stage, read: Read, origin: Origin, desk: ExternalDesk, env: Env) {
    this.table = read.table;
    this.#read = read;
    this.#inner = inner;
    this.#desk = desk;
    this.#origin = origin;
    this.#query = env.query ?? '';
    this.#touched = env.touched;
    env.state('waiting', this);
  }
  one(ts: number, row: Row): void {
    this.#wait(Chunk.one(ts, row));
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.#wait(Chunk.pair(expiredAt, expired, ts, row));
  }
  chunk(chunk: Chunk): void {
    const own = new Chunk();
    for (let i = 0; i < chunk.length; i++) own.push(chunk.ts[i]!, chunk.kinds[i]!, chunk.rows[i]!);
    this.#wait(own);
  }
  #wait(chunk: Chunk): void {
    const number = this.#desk.read(this, this.#candidatesOf(chunk));
    this.#held.push({number, chunk});
  }
  candidates(number: number): readonly Candidate[] {
    const held = this.#held.find((h) => h.number === number);
    return held ? this.#candidatesOf(held.chunk) : [];
  }
  #candidatesOf(chunk: Chunk): Candidate[] {
    const found: Candidate[] = [];
    for (let i = 0; i < chunk.length; i++)
      if (chunk.kinds[i] !== RESET) found.push(...this.#read.of(chunk.ts[i]!, chunk.rows[i]!));
    return found;
  }
  resume(number: number): void {
    const chunk = this.#take(number);
    const {stream} = this.#origin;
    try {
      this.#desk.causing({stream, chunk: this.#asBrought(chunk)}, () => this.#inner.chunk(chunk));
    } catch (error) {
      this.#fail(error as Error, chunk);
    }
  }
  refused(number: number, message: string): void {
    this.#fail(new SiddhiAppError('runtime', message), this.#take(number));
  }
  #take(number: number): Chunk {
    this.#touched?.();
    const first = must(this.#held.shift(), 'events that wait for the answer');
    must(first.number === number || null, 'answers in the order of the reads');
    return first.chunk;
  }
  #fail(error: Error, chunk: Chunk): void {
    this.#desk.fail(error, this.#origin.stream, this.#query, this.#asBrought(chunk));
  }
  /** Without what stream functions have added. */
  #asBrought(chunk: Chunk): Chunk {
    const own = new Chunk();
    const {width} = this.#origin;
    for (let i = 0; i < chunk.length; i++)
      if (chunk.kinds[i] !== RESET) own.push(chunk.ts[i]!, CURRENT, chunk.rows[i]!.slice(0, width));
    return own;
  }
  save(): Plain {
    return this.#held.map(({number, chunk}) => [
      number,
      [...chunk.ts],
      chunk.kinds.slice(0, chunk.length),
      [...chunk.rows],
    ]) as unknown as Plain;
  }
  load(state: Plain): void {
    this.#held = (state as unknown as Saved).map(([number, ts, kinds, rows]) => {
      const chunk = new Chunk();
      ts.forEach((t, i) => chunk.push(t, kinds[i]!, rows[i]!));
      return {number, chunk};
    });
    for (const {number} of this.#held) this.#desk.await(number, this);
  }
}

import {must} from '@tandem/base';
import {SiddhiAppError} from '@tandem/siddhiql';
import type {Plain} from '@tandem/wire';
import type {Event} from '../api.ts';
import {Chunk, CURRENT} from '../core/chunk.ts';
import type {Stateful} from '../core/state.ts';
import type {MemoryTable} from '../tables/memory-table.ts';
import type {ExternalTable} from './external-table.ts';
import {overlay} from './overlay.ts';
import type {Candidate, ExternalAnswer, ExternalRequest, ExternalWrite, OnDemandFound} from './port.ts';

/** Where requests go, and where errors do. `stream` '': none is known. */
export type DeskHost = {
  /** Undefined: nobody keeps external tables for this app. */
  ask: ((request: ExternalRequest) => void) | undefined;
  fail(error: Error, stream: string, query: string, chunk: Chunk): void;
};

/** Something that waits for the rows of one table. */
export type Waiting = {
  readonly table: ExternalTable;
  /** The rows are there. */
  resume(number: number): void;
  refused(number: number, message: string): void;
  candidates(number: number): readonly Candidate[];
};

/** The events that a query was given, while it works on them. */
export type Cause = {stream: string; chunk: Chunk};

type Saved = [number, [string, number, number][], [number, string][]];

/**
 * Where an app's requests to external tables are numbered and where answers come in. The engine itself waits for nothing: what needs
 * rows that it does not have stands here until an answer comes, which is an input like any other.
 *
 * Always: a number is answered once; later answers to it change nothing. State: the numbers, and the on-demand queries that wait;
 * events that wait are the state of their queries.
 */
export class ExternalDesk implements Stateful {
  readonly #host: DeskHost;
  #last = 0;
  /** By table: the last read that was answered, the last write of which something was refused. */
  readonly #answered = new Map<string, number>();
  readonly #decided = new Map<string, number>();
  readonly #waiting = new Map<number, Waiting>();
  /** Texts of on-demand queries, by number. */
  readonly #onDemand = new Map<number, string>();
  #found: OnDemandFound[] = [];
  #cause: Cause | null = null;

  constructor(host: DeskHost) {
    this.#host = host;
  }
  get isKept(): boolean {
    return this.#host.ask !== undefined;
  }

  /** Sends a read; `waiting` is resumed when it is answered. */
  read(waiting: Waiting, candidates: readonly Candidate[]): number {
    const number = ++this.#last;
    this.#waiting.set(number, waiting);
    this.#ask({kind: 'read', table: waiting.table.id, number, candidates});
    return number;
  }
  write(write: Omit<ExternalWrite, 'kind' | 'number'>): void {
    this.#ask({kind: 'write', number: ++this.#last, ...write});
  }
  /** An on-demand query that waits: it is planned again when it goes on. */
  readOnDemand(waiting: Waiting, text: string, candidates: readonly Candidate[]): number {
    const number = this.read(waiting, candidates);
    this.#onDemand.set(number, text);
    return number;
  }
  /** Before a restore: nothing waits. */
  clear(): void {
    this.#waiting.clear();
    this.#onDemand.clear();
    this.#answered.clear();
    this.#decided.clear();
    this.#last = 0;
  }
  /** After `load`: what had waited waits again. */
  await(number: number, waiting: Waiting): void {
    this.#waiting.set(number, waiting);
  }
  onDemandTexts(): readonly (readonly [number, string])[] {
    return [...this.#onDemand];
  }
  foundOnDemand(found: OnDemandFound): void {
    this.#onDemand.delete(found.number);
    this.#found.push(found);
  }
  numberFrom(number: number): void {
    this.#last = Math.max(this.#last, number);
  }
  /** All reads that wait, once more. */
  askAgain(): void {
    for (const [number, waiting] of [...this.#waiting].sort(([a], [b]) => a - b))
      this.#ask({kind: 'read', table: waiting.table.id, number, candidates: waiting.candidates(number)});
  }
  /** Whether an answer said of this write already what was refused of it. */
  isDecided(table: string, number: number): boolean {
    return number <= (this.#decided.get(table) ?? 0);
  }
  /** Whose events are being worked on; null: nobody's. */
  get cause(): Cause | null {
    return this.#cause;
  }
  /** Errors of `run` belong to the query whose events these are. */
  causing(cause: Cause, run: () => void): void {
    const before = this.#cause;
    this.#cause = cause;
    try {
      run();
    } finally {
      this.#cause = before;
    }
  }
  fail(error: Error, stream: string, query: string, chunk: Chunk): void {
    this.#host.fail(error, stream, query, chunk);
  }
  #ask(request: ExternalRequest): void {
    must(this.#host.ask, 'a keeper of external tables')(request);
  }

  /** Whatever waited for the answer goes on, in order. Answers what on-demand queries found. */
  answer(answer: ExternalAnswer): OnDemandFound[] {
    this.#found = [];
    if (answer.kind === 'refused') this.#refused(answer);
    else this.#brought(answer);
    return this.#found;
  }
  #refused({table, number, failures}: Extract<ExternalAnswer, {kind: 'refused'}>): void {
    if (this.isDecided(table, number)) return;
    this.#decided.set(table, number);
    for (const {message, stream, query, events} of failures)
      this.#host.fail(new SiddhiAppError('runtime', message), stream, query, chunkOf(events));
  }
  #brought(answer: Exclude<ExternalAnswer, {kind: 'refused'}>): void {
    const {table, upTo} = answer;
    const answered = this.#answered.get(table) ?? 0;
    if (upTo <= answered) return;
    this.#answered.set(table, upTo);
    const open = [...this.#waiting].filter(([number, w]) => w.table.id === table && number <= upTo);
    const rows = answer.kind === 'rows' ? new Map<ExternalTable, MemoryTable>() : null;
    for (const [number, waiting] of open.sort(([a], [b]) => a - b)) {
      this.#waiting.delete(number);
      if (!rows || answer.kind !== 'rows') {
        waiting.refused(number, answer.kind === 'rows' ? '' : answer.message);
        continue;
      }
      const known = rows.get(waiting.table) ?? overlay(waiting.table.info, answer.rows);
      rows.set(waiting.table, known);
      waiting.table.within(known, () => waiting.resume(number));
    }
  }

  save(): Plain {
    const tables = [...new Set([...this.#answered.keys(), ...this.#decided.keys()])];
    return [
      this.#last,
      tables.map((table) => [table, this.#answered.get(table) ?? 0, this.#decided.get(table) ?? 0]),
      [...this.#onDemand].map(([number, text]) => [number, text]),
    ];
  }
  /** On-demand queries have to be brought back by the app. */
  load(state: Plain): void {
    const [last, tables, onDemand] = state as unknown as Saved;
    this.#last = last;
    this.#answered.clear();
    this.#decided.clear();
    this.#onDemand.clear();
    for (const [table, answered, decided] of tables) {
      this.#answered.set(table, answered);
      this.#decided.set(table, decided);
    }
    for (const [number, text] of onDemand) this.#onDemand.set(number, text);
  }
}

function chunkOf(events: readonly Event[]): Chunk {
  const chunk = new Chunk();
  for (const {timestamp, data} of events) chunk.push(timestamp, CURRENT, data);
  return chunk;
}

import type {Plain, ValueReader} from '@tandem/wire';
import {must} from '@tandem/base';
import type {Row, Value} from '../api.ts';
import {Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import {type Cut, readRecord, recordCut, type Steps} from '../core/cut.ts';
import {loadOwner, ownerCut, saveOwner} from '../select/fields.ts';
import {Arguments} from './arguments.ts';
import {eachArrival} from './arrivals.ts';
import {BatchBuffer} from './batch-buffer.ts';
import {emit} from './emit.ts';
import {type ExpressionSource, expressionSource, textOf} from './expression-source.ts';
import {readExpression} from './read-expression.ts';
import type {Group, Placed, RunningExpression} from './running-expression.ts';
import type {Window, WindowHost, WindowType} from './window.ts';

type Options = {
  source: ExpressionSource;
  /** The event that makes the condition false is the last of its batch, not the first of the next. */
  include: (ts: number, row: Row) => Value;
  /** Events are passed on at once, and expire at the end of their own batch. */
  stream: boolean;
};

/**
 * `#window.expressionBatch('condition' [, include [, stream]])`: events wait
 * while the condition holds. The event that makes it false ends the batch, in
 * one chunk: the batch before as expired, the batch, both stamped with the
 * clock, but for the ending event, which keeps its time unless it is a batch
 * alone; without a reset.
 * Aggregators in the condition start anew with that event.
 */
class ExpressionBatchWindow implements Window {
  readonly #options: Options;
  readonly #host: WindowHost;
  readonly #pending = new BatchBuffer();
  #last = new BatchBuffer();
  #expression: RunningExpression | undefined;
  #group: Group = {};

  constructor(options: Options, host: WindowHost) {
    this.#options = options;
    this.#host = host;
    if (options.source.kind === 'constant') this.#use(options.source.expression);
  }
  one(ts: number, row: Row): void {
    const out = new Chunk();
    const {include, stream} = this.#options;
    const text = textOf(this.#options.source, row);
    const fits = this.#fits(text, ts, row);
    if (fits) {
      if (stream) out.push(ts, CURRENT, row);
      this.#pending.push(ts, row);
    } else {
      const included = include(ts, row) === true;
      if (stream) this.#endStream(ts, row, included, out);
      else this.#end(ts, row, included, out);
      this.#group = must(this.#expression, 'an expression').fresh();
      this.#count({ts, row}, {ts, row});
    }
    emit(this.#host.next, out);
  }
  pair(expiredAt: number, expired: Row, ts: number, row: Row): void {
    this.chunk(Chunk.pair(expiredAt, expired, ts, row));
  }
  chunk(chunk: Chunk): void {
    eachArrival(chunk, (ts, row) => this.one(ts, row));
  }
  each(visit: (ts: number, row: Row) => void): void {
    this.#pending.each(visit);
  }
  save(): Plain {
    const expression = this.#expression;
    return {
      pending: this.#pending.save(),
      last: this.#last.save(),
      text: expression?.text ?? null,
      group: expression ? saveOwner(this.#group) : null,
    };
  }
  cut(): Cut {
    const expression = this.#expression;
    return recordCut({
      pending: {cut: this.#pending.cut()},
      last: {cut: this.#last.cut()},
      text: expression?.text ?? null,
      group: expression ? {cut: ownerCut(this.#group)} : null,
    });
  }
  load(state: Plain): void {
    const {pending, last, text, group} = state as {pending: Plain; last: Plain; text: string | null; group: Plain};
    this.#pending.load(pending);
    this.#last.load(last);
    if (text !== null) loadOwner(this.#begun(text), group);
  }
  loadSteps(from: ValueReader): Steps {
    return readRecord(from, {
      pending: () => this.#pending.loadSteps(from),
      last: () => this.#last.loadSteps(from),
      ...readExpression(from, (text) => this.#begun(text)),
    });
  }
  /** The new group of an expression. */
  #begun(text: string): Group {
    if (text === this.#expression?.text) this.#group = this.#expression.fresh();
    else this.#use(this.#options.source.compile(text));
    return this.#group;
  }
  /** Counts the event in. A new text is tried on the pending events first. */
  #fits(text: string | undefined, ts: number, row: Row): boolean {
    let holds = true;
    if (text !== undefined && text !== this.#expression?.text) {
      this.#use(this.#options.source.compile(text));
      this.#pending.each((heldTs, held) => {
        holds = this.#count({ts: heldTs, row: held}, {ts: heldTs, row: held}) && holds;
      });
    }
    return this.#count({ts, row}, {ts, row}) && holds;
  }
  #end(ts: number, row: Row, included: boolean, out: Chunk): void {
    const now = this.#host.env.now();
    this.#last.into(out, EXPIRED, now);
    const batch = this.#pending.take();
    this.#last = batch;
    batch.into(out, CURRENT, now);
    if (included && batch.length > 0) {
      batch.push(ts, row);
      out.push(ts, CURRENT, row);
    } else if (batch.length === 0) {
      out.push(now, EXPIRED, row);
      out.push(now, CURRENT, row);
    } else this.#pending.push(ts, row);
  }
  #endStream(ts: number, row: Row, included: boolean, out: Chunk): void {
    const now = this.#host.env.now();
    const batch = this.#pending.take();
    if (batch.length === 0) {
      out.push(now, EXPIRED, row);
      out.push(now, CURRENT, row);
    } else if (included) {
      out.push(ts, CURRENT, row);
      batch.push(ts, row);
      batch.into(out, EXPIRED, now);
    } else {
      batch.into(out, EXPIRED, now);
      out.push(ts, CURRENT, row);
      this.#pending.push(ts, row);
    }
  }
  #use(expression: RunningExpression): void {
    this.#expression = expression;
    this.#group = expression.fresh();
  }
  #count(event: Placed, last: Placed): boolean {
    const {ts, rows} = this.#pending;
    const first = rows[0] ? {ts: must(ts[0], 'a timestamp'), row: rows[0]} : event;
    return must(this.#expression, 'an expression').holds(this.#group, false, event, first, last);
  }
}

export const expressionBatch: WindowType = {
  name: 'expressionBatch',
  plan: (list, call, input) => {
    const args = new Arguments(list, call);
    args.count(1, 3, `expressionBatch('<condition>' [, <include> [, <bool>]])`);
    const source = expressionSource(args, call, input);
    const include = args.evaluator(1, 'include.triggering.event', 'bool') ?? (() => false);
    const stream = args.length > 2 && args.bool(2, 'stream.current.event');
    const create = (host: WindowHost): Window => new ExpressionBatchWindow({source, include, stream}, host);
    return {batch: false, findable: true, create};
  },
};

import type {Plain, ValueReader} from '@tandem/wire';
import {must} from '@tandem/base';
import type {Row} from '../api.ts';
import {type Chunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import {type Cut, readRecord, recordCut, type Steps} from '../core/cut.ts';
import {loadOwner, ownerCut, saveOwner} from '../select/fields.ts';
import {Arguments} from './arguments.ts';
import {type Arrivals, ChunkedWindow} from './chunked-window.ts';
import {type ExpressionSource, expressionSource, textOf} from './expression-source.ts';
import {Held} from './held.ts';
import {readExpression} from './read-expression.ts';
import type {Group, Placed, RunningExpression} from './running-expression.ts';
import type {WindowHost, WindowType} from './window.ts';

/**
 * `#window.expression('condition')`: takes each event in; while the condition
 * is false, the oldest leave, counted out of the aggregators in the condition.
 * Where the text comes from an attribute, a new text is tried on all that is held.
 */
class ExpressionArrivals implements Arrivals {
  readonly #source: ExpressionSource;
  readonly #host: WindowHost;
  readonly #held: Held;
  #expression: RunningExpression | undefined;
  #group: Group = {};

  constructor(source: ExpressionSource, host: WindowHost) {
    this.#source = source;
    this.#host = host;
    this.#held = new Held(undefined, null, 0, host.env.keyed);
    if (source.kind === 'constant') this.#use(source.expression);
  }
  arrive(ts: number, row: Row, out: Chunk): void {
    let holds = true;
    const text = textOf(this.#source, row);
    if (text !== undefined && text !== this.#expression?.text) {
      this.#use(this.#source.compile(text));
      this.#held.push(ts, row);
      for (let i = 0; i < this.#held.length; i++) holds = this.#count(this.#at(i), false, this.#at(i));
    } else {
      this.#held.push(ts, row);
      holds = this.#count({ts, row}, false, {ts, row});
    }
    const now = this.#host.env.now();
    while (!holds && this.#held.length > 0) {
      const oldest = this.#at(0);
      this.#held.shift();
      out.push(now, EXPIRED, oldest.row);
      holds = this.#count(oldest, true, this.#held.length > 0 ? this.#at(this.#held.length - 1) : oldest);
    }
    out.push(ts, CURRENT, row);
  }
  each(visit: (ts: number, row: Row) => void): void {
    this.#held.each(visit);
  }
  save(): Plain {
    const expression = this.#expression;
    return {
      held: this.#held.save(),
      text: expression?.text ?? null,
      group: expression ? saveOwner(this.#group) : null,
    };
  }
  cut(): Cut {
    const expression = this.#expression;
    return recordCut({
      held: {cut: this.#held.cut()},
      text: expression?.text ?? null,
      group: expression ? {cut: ownerCut(this.#group)} : null,
    });
  }
  load(state: Plain): void {
    const {held, text, group} = state as {held: Plain; text: string | null; group: Plain};
    this.#held.load(held);
    if (text !== null) loadOwner(this.#begun(text), group);
  }
  loadSteps(from: ValueReader): Steps {
    return readRecord(from, {
      held: () => this.#held.loadSteps(from),
      ...readExpression(from, (text) => this.#begun(text)),
    });
  }
  /** The new group of an expression. */
  #begun(text: string): Group {
    if (text === this.#expression?.text) this.#group = this.#expression.fresh();
    else this.#use(this.#source.compile(text));
    return this.#group;
  }
  #use(expression: RunningExpression): void {
    this.#expression = expression;
    this.#group = expression.fresh();
  }
  #count(event: Placed, leaves: boolean, last: Placed): boolean {
    const first = this.#held.length > 0 ? this.#at(0) : event;
    return must(this.#expression, 'an expression').holds(this.#group, leaves, event, first, last);
  }
  #at(index: number): Placed {
    return {ts: this.#held.timestamp(index), row: this.#held.row(index)};
  }
}

export const expression: WindowType = {
  name: 'expression',
  plan: (list, call, input) => {
    const args = new Arguments(list, call);
    args.count(1, 1, `expression('<condition>')`);
    const source = expressionSource(args, call, input);
    const create = (host: WindowHost): ChunkedWindow =>
      new ChunkedWindow(new ExpressionArrivals(source, host), host.next);
    return {batch: false, findable: true, create};
  },
};

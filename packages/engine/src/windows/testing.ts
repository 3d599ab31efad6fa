import {type App, parse} from '@tandem/siddhiql';
import {must} from '@tandem/base';
import {decode, encode, finish, ValueReader} from '@tandem/wire';
import type {Row, Value} from '../api.ts';
import {type Chunk, Chunk as MadeChunk, CURRENT, EXPIRED} from '../core/chunk.ts';
import {type Env, makeEnv} from '../core/env.ts';
import {Scheduler} from '../core/scheduler.ts';
import type {Stage} from '../core/stage.ts';
import {StateRegistry} from '../core/state.ts';
import {type Attributes, RowScope} from '../expression/scope.ts';
import type {Planner} from '../plan/planner.ts';
import {planWindow} from './plan-window.ts';
import type {Window, WindowPlan} from './window.ts';

/** One turn of a test: a chunk of rows at a time, or the clock moving on alone. */
export type Turn = {at: number; rows?: readonly Row[]; stamps?: readonly number[]};

export type RunOptions = {
  /** As the language writes it: `length(2)`. */
  window: string;
  /** Of the stream; default `(k string, v int, x long)`. */
  attributes?: Attributes;
  /** Default true. */
  expiredWanted?: boolean;
  findable?: boolean;
  /** After this many turns, state is saved and loaded into a fresh instance. */
  restartAt?: number;
  /** It is loaded in steps. */
  inSteps?: boolean;
  /** Single events are sent as chunks of one. */
  chunks?: boolean;
  /** Show timestamps: `+a@5`. */
  stamps?: boolean;
};

const usual: Attributes = [
  {name: 'k', type: 'string'},
  {name: 'v', type: 'int'},
  {name: 'x', type: 'long'},
];

export function planOf(window: string, attributes: Attributes = usual): WindowPlan {
  const text = `define stream S (a int); from S#window.${window} select * insert into Out;`;
  const app: App = parse(text);
  const query = must(app.elements[0], 'a query');
  if (query.kind !== 'query' || query.input.kind !== 'single') throw new Error('a test window must be a window');
  const handler = query.input.handlers[0];
  if (handler?.kind !== 'windowHandler') throw new Error('a test window must be a window');
  const scope = new RowScope(['S'], attributes);
  return planWindow(handler.call, {
    attributes,
    scope,
    planner: {app, text, functions: new Map(), externalReads: {steady: null}} as unknown as Planner,
  });
}

/** A stage that writes down what reaches it, a chunk a string: `+a -b !`; `!` is a reset. */
export function written(lines: string[], show: (row: Row) => string, stamps: boolean): Stage {
  const sign = ['+', '-', '!'] as const;
  const chunk = (c: Chunk): void => {
    const events: string[] = [];
    for (let i = 0; i < c.length; i++) {
      const kind = must(c.kinds[i], 'a kind');
      const row = kind === CURRENT || kind === EXPIRED ? show(c.rows[i]!) : '';
      events.push(`${sign[kind]}${row}${stamps && row !== '' ? `@${c.ts[i]}` : ''}`);
    }
    lines.push(events.join(' '));
  };
  return {
    one: (ts, row) => chunk(MadeChunk.one(ts, row)),
    pair: (et, e, t, r) => chunk(MadeChunk.pair(et, e, t, r)),
    chunk,
  };
}

/** One operator alone, with a clock of its own; `restart` makes it anew and gives it its state back. */
export class Bench<T> {
  readonly #make: (env: Env) => T;
  #scheduler = new Scheduler(0);
  #registry = new StateRegistry();
  operator: T;

  constructor(make: (env: Env) => T) {
    this.#make = make;
    this.operator = this.#build();
  }
  step(to: number): void {
    this.#scheduler.step(to);
  }
  nextDue(): number | undefined {
    return this.#scheduler.nextDue();
  }
  /** `meanwhile`: what the old instance still does after its state was saved, which must not show in it. */
  restart(meanwhile: (old: T) => void = () => {}, inSteps = false): void {
    const now = this.#scheduler.now();
    const saved = this.#registry.save();
    meanwhile(this.operator);
    const bytes = encode(saved);
    this.#scheduler = new Scheduler(now + 137); // whoever takes over was made at another time
    this.#registry = new StateRegistry();
    this.operator = this.#build();
    if (inSteps) finish(this.#registry.loadSteps(new ValueReader(bytes)));
    else this.#registry.load(decode(bytes));
    this.#scheduler.set(now);
  }
  #build(): T {
    return this.#make(makeEnv(this.#scheduler, this.#registry, (turn) => turn()));
  }
}

/** Runs turns through a window; chunks are divided by `|`, one turn's from the next turn's by `/`. */
export function run(turns: readonly Turn[], options: RunOptions): string {
  const plan = planOf(options.window, options.attributes);
  let lines: string[] = [];
  const next = written(
    {push: (line: string) => lines.push(line)} as string[],
    (row) => JSON.stringify(row[0]).replaceAll('"', ''),
    options.stamps ?? false,
  );
  const expiredWanted = options.expiredWanted ?? true;
  const bench = new Bench<Window>((env) =>
    plan.create({env, next, expiredWanted, expiredNeeded: true, findable: options.findable ?? false}),
  );
  const out: string[] = [];
  for (const [i, turn] of turns.entries()) {
    if (i === options.restartAt) {
      bench.restart((old) => send(old, {...turn, at: turns[i - 1]?.at ?? 0}), options.inSteps);
      lines = [];
    }
    bench.step(turn.at);
    send(bench.operator, turn, options.chunks);
    out.push(lines.join(' | '));
    lines = [];
  }
  return out.join(' / ');
}

export function send(stage: Stage, {at, rows = [], stamps = []}: Turn, chunks = false): void {
  if (rows.length === 1 && !chunks) {
    stage.one(stamps[0] ?? at, rows[0]!);
    return;
  }
  if (rows.length === 0) return;
  const chunk = new MadeChunk();
  for (const [i, row] of rows.entries()) chunk.push(stamps[i] ?? at, CURRENT, row);
  stage.chunk(chunk);
}

/** Turns in short: `1000:a,b 1500: 2000:c` sends a and b as one chunk at 1000, moves the clock, sends c. `a=5` is value 5 of `v` and `x`. */
export function turns(text: string): Turn[] {
  return text.split(' ').map((turn) => {
    const [at = '', names = ''] = turn.split(':');
    const rows = names === '' ? [] : names.split(',').map(rowOf);
    return {at: Number(at), rows};
  });
}

function rowOf(name: string): Row {
  const [k = '', v] = name.split('=');
  const value: Value = v === undefined ? null : Number(v);
  return [k, value, value];
}

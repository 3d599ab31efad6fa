import {aggregators, Queue} from '@tandem/functions';
import {must} from '@tandem/base';
import {SiddhiAppError} from '@tandem/siddhiql';
import {VersionedMap} from '../core/versioned-map.ts';
import {emitHelp} from '../expression/calls.ts';
import type {CodeUnit, Compiled} from '../expression/code-unit.ts';
import type {AggregatorCall} from '../expression/compile-expression.ts';
import type {Planner} from '../plan/planner.ts';
import type {Fields} from './fields.ts';

type Field = {name: string; make: () => unknown};

/**
 * The aggregator calls of one select clause. Each call has fields of its own
 * in the group's object `g`, and generated functions that answer the value:
 * `a<i>p(g, v)` adds, `a<i>m(g, v)` removes, `a<i>v(g)` does neither, `a<i>(g, e, v)`
 * does what the kind `e` says. Expressions call the last; where the kind is known beforehand
 * `adding` and `removing` make them call the others.
 */
export class Aggregates {
  readonly #unit: CodeUnit;
  readonly #planner: Planner;
  readonly #subtracts: boolean;
  readonly #keyed: boolean;
  readonly #fields: Field[] = [];
  readonly #functions: string[] = [];
  /** Code of what a group answers at any time, by the code of the call. */
  readonly #answers = new Map<string, string>();
  /** Statements that take a value `v` out of a group, by the code of the call; and code of that value. */
  readonly #removals = new Map<string, {value: string; text: string}>();
  #count = 0;
  #lazy = false;
  #global = false;

  /** `keyed`: by a group or a partition. There, what counts nothing remembers nothing of what left: see `unionSet`. */
  constructor(unit: CodeUnit, planner: Planner, subtracts: boolean, keyed = false) {
    this.#unit = unit;
    this.#planner = planner;
    this.#subtracts = subtracts;
    this.#keyed = keyed;
  }
  get used(): boolean {
    return this.#count > 0;
  }
  /** Some call keeps a collection, which may grow large. */
  get collects(): boolean {
    return this.#fields.some(({make}) => make() instanceof Map);
  }
  /** Some call may be skipped: a reset must then go through the expressions, as it skips the same calls. */
  get lazy(): boolean {
    return this.#lazy;
  }
  /** Some call has its state in `h`, the query's own object. */
  get global(): boolean {
    return this.#global;
  }
  get count(): number {
    return this.#count;
  }
  /** For `ExpressionContext.aggregate`. */
  readonly take = (call: AggregatorCall): Compiled => this.#take(call, 'g');
  /**
   * For `having`: the state is one for the whole query, whatever `group by`
   * says, and no reset touches it. A quirk of the reference engine, copied.
   */
  readonly takeGlobal = (call: AggregatorCall): Compiled => {
    this.#global = true;
    return this.#take(call, 'h');
  };

  #take({name, args, expression, lazy}: AggregatorCall, owner: 'g' | 'h'): Compiled {
    const aggregator = must(aggregators.get(name), 'a known aggregator');
    const ruling = aggregator.rule(args);
    if ('refuse' in ruling) throw new SiddhiAppError('creation', ruling.refuse, expression.at);
    const names = new Map<string, string>();
    const mine: Field[] = [];
    for (const [field, make] of Object.entries(aggregator.fields(args, this.#subtracts))) {
      const made = {name: `f${this.#fields.length}`, make};
      names.set(field, made.name);
      mine.push(made);
      this.#fields.push(made);
    }
    if (lazy) this.#lazy = true;
    const at = (field: string): string => `g.${must(names.get(field), 'a declared field')}`;
    const body = this.#unit.body();
    const help = emitHelp({unit: this.#unit, body, planner: this.#planner});
    const add = aggregator.add(at, 'v', args, this.#subtracts, help);
    const remove = this.#subtracts ? aggregator.remove(at, 'v', args, help) + this.#emptied(mine, owner) : '';
    const value = aggregator.value(at, args, this.#subtracts, help);
    const fn = this.#unit.fresh('a');
    // What is constant is in the aggregator's own code already.
    const rest = args.slice(1).map((a, i) => [`v${i + 1}`, a.constant === undefined ? a.code : 'null'] as const);
    const more = rest.map(([name]) => `,${name}`).join('');
    const renew = mine.map((f) => `g.${f.name}=${this.#fresh(f.make)};`).join('');
    const locals = body.declarations();
    this.#functions.push(
      `function ${fn}p(g,v${more}){${locals}${add}return ${value};}`,
      `function ${fn}m(g,v${more}){${locals}${remove}return ${value};}`,
      `function ${fn}v(g){${locals}return ${value};}`,
      `function ${fn}(g,e,v${more}){if(e===0)return ${fn}p(g,v${more});if(e===1)return ${fn}m(g,v${more});${locals}${renew}return ${value};}`,
    );
    this.#count++;
    const code = `${fn}(${owner},e,${[args[0]?.code ?? 'null', ...rest.map(([, code]) => code)].join(',')})`;
    // Further arguments may be part of the answer.
    if (rest.length === 0) this.#answers.set(code, `${fn}v(${owner})`);
    if (rest.length === 0 && owner === 'g')
      this.#removals.set(code, {value: args[0]?.code ?? 'null', text: `${locals}${remove}`});
    return {type: ruling.type, code, sure: aggregator.sure ?? false};
  }
  /** For an item that is one call and nothing else: code of what the call would answer, asked without an event. */
  answer(item: string): string | null {
    return this.#answers.get(item) ?? null;
  }

  /**
   * Statements for an expired event. An item that is one call and nothing else is written in place: a number that is
   * handed to a call may be made an object for it. Attributes in `columns` are read from `n0`, `n1`, ...
   */
  removal(item: string, columns: readonly string[]): string {
    const own = this.#removals.get(item);
    if (own === undefined) return `${removing(fromColumns(item, columns))};`;
    const at = columns.indexOf(own.value);
    return `{const v=${at < 0 ? own.value : `n${at}`};${own.text}}`;
  }

  #emptied(fields: readonly Field[], owner: 'g' | 'h'): string {
    if (!this.#keyed || owner === 'h') return '';
    const counts = fields.filter(({make}) => make() instanceof Map);
    return counts.map(({name}) => `if(${this.#unit.constant(nothingCounted)}(g.${name}))g.${name}.clear();`).join('');
  }

  /**
   * The functions of all calls, `N()` for a new group, `E(g)`: whether the group is as new, and `R(g)`, which makes it so.
   * `own`: further fields of a group, which are the caller's business.
   */
  text(own = ''): string {
    const initial = this.#fields.map(({name, make}) => `${name}:${this.#fresh(make)}`).join(',');
    const empty = this.#fields.map(({name, make}) => emptyTest(`g.${name}`, make(), this.#unit)).join('&&');
    const renew = this.#fields.map(({name, make}) => `g.${name}=${this.#fresh(make)};`).join('');
    return [
      ...this.#functions,
      `function N(){return {${[initial, own].filter(Boolean).join(',')}};}`,
      `function E(g){return ${empty || 'true'};}`,
      `function R(g){${renew}}`,
    ].join('\n');
  }
  /** A name for one of our functions in the generated text. */
  constant(ours: (...args: never[]) => unknown): string {
    return this.#unit.constant(ours);
  }
  /** The group's fields, in order. `collects`: it is a collection, which may grow large. `isValue`: nothing that changes in place. */
  each(): {name: string; collects: boolean; isValue: boolean}[] {
    return this.#fields.map((field) => ({
      name: field.name,
      collects: collects(field),
      isValue: !collects(field) && !Array.isArray(field.make()),
    }));
  }
  fields(): Fields {
    return {names: this.#fields.map(({name}) => name), collect: this.#fields.some(collects)};
  }
  #fresh(make: () => unknown): string {
    const value = make();
    if (Array.isArray(value)) return '[]';
    if (value instanceof Map) return `new ${this.#unit.constant(VersionedMap)}()`;
    if (value instanceof Queue) return `new ${this.#unit.constant(Queue)}()`;
    return this.#unit.literal(value);
  }
}

/** `code` for a current event. */
export const adding = (code: string): string => code.replace(/\b(a\d+)\(([gh]),e,/g, '$1p($2,');
/** `code` for an expired event. */
export const removing = (code: string): string => code.replace(/\b(a\d+)\(([gh]),e,/g, '$1m($2,');

/** Attributes that calls in `codes` take as they are, and that are numbers: an expired event's can be had from beside it. */
export function columnsOf(codes: readonly string[], numeric: (code: string) => boolean): string[] {
  const found = codes.flatMap((code) => [...code.matchAll(/\ba\d+\([gh],e,(r\[\d+\])[,)]/g)].map(([, own]) => own!));
  return [...new Set(found)].filter(numeric);
}
/** `code` with attributes that calls take as they are and that are in `columns` read from `n0`, `n1`, ... */
const fromColumns = (code: string, columns: readonly string[]): string =>
  code.replace(/\b(a\d+\([gh],e,)(r\[\d+\])(?=[,)])/g, (all, call: string, own: string) =>
    columns.includes(own) ? `${call}n${columns.indexOf(own)}` : all,
  );

/** It may grow large, and is kept so that it can be cut. */
function collects({make}: Field): boolean {
  const value = make();
  return value instanceof Map || value instanceof Queue;
}

/** Nothing is counted: what `unionSet` remembers of elements that left (negative) does not keep a group. */
const nothingCounted = (counts: VersionedMap<never, number>): boolean => counts.every((count) => count <= 0);

function emptyTest(code: string, initial: unknown, unit: CodeUnit): string {
  if (Array.isArray(initial) || initial instanceof Queue) return `${code}.length===0`;
  if (initial instanceof Map) return `${unit.constant(nothingCounted)}(${code})`;
  return `${code}===${String(initial)}`;
}

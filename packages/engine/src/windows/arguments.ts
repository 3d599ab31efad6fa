import type {AttributeType, Call, Span} from '@tandem/siddhiql';
import {SiddhiAppError} from '@tandem/siddhiql';
import type {Row, Value} from '../api.ts';
import type {WindowArgument} from './window.ts';

type Constant = Extract<WindowArgument, {kind: 'constant'}>;

/** The arguments of one window call, read by place; each reader refuses what is not of its kind, at the argument. */
export class Arguments {
  readonly #call: Call;
  readonly #list: readonly WindowArgument[];

  constructor(list: readonly WindowArgument[], call: Call) {
    this.#list = list;
    this.#call = call;
  }
  get length(): number {
    return this.#list.length;
  }
  at(index: number): WindowArgument | undefined {
    return this.#list[index];
  }
  /** Refuses fewer or more; `form`: how the window is written. */
  count(least: number, most: number, form: string): void {
    const given = this.#list.length;
    if (given >= least && given <= most) return;
    const many = given === 1 ? '1 argument' : `${given} arguments`;
    throw this.#error(`window '${this.#call.name}' is written ${form}, but ${many} were given`, this.#call.at);
  }
  isConstant(index: number, ...types: AttributeType[]): boolean {
    const arg = this.#list[index];
    return arg?.kind === 'constant' && (types.length === 0 || types.includes(arg.type));
  }
  /** A whole number that is not negative. */
  int(index: number, what: string): number {
    const value = Number(this.constant(index, what, 'an int constant', 'int').value);
    return this.#notNegative(index, what, value);
  }
  /** Milliseconds: an int or long constant, or a time constant. */
  time(index: number, what: string): number {
    const value = Number(this.constant(index, what, 'an int, long or time constant', 'int', 'long').value);
    return this.#notNegative(index, what, value);
  }
  bool(index: number, what: string): boolean {
    return this.constant(index, what, 'a bool constant', 'bool').value === true;
  }
  text(index: number, what: string, expected = 'a string constant'): string {
    return this.constant(index, what, expected, 'string').value as string;
  }
  constant(index: number, what: string, expected: string, ...types: AttributeType[]): Constant {
    const arg = this.#list[index];
    if (arg?.kind === 'constant' && types.includes(arg.type)) return arg;
    throw this.refuse(index, `${what} of window '${this.#call.name}' must be ${expected}, but this is ${say(arg)}`);
  }
  /** The place of an attribute in the row. */
  attribute(
    index: number,
    what: string,
    ...types: AttributeType[]
  ): {index: number; name: string; type: AttributeType} {
    const arg = this.#list[index];
    if (arg?.kind === 'attribute' && (types.length === 0 || types.includes(arg.type))) return arg;
    const expected = types.length === 0 ? 'an attribute' : `an attribute of type ${types.join(' or ')}`;
    throw this.refuse(index, `${what} of window '${this.#call.name}' must be ${expected}, but this is ${say(arg)}`);
  }
  /** Any expression of one type, per event; undefined where the argument was left out. */
  evaluator(index: number, what: string, type: AttributeType): ((ts: number, row: Row) => Value) | undefined {
    const arg = this.#list[index];
    if (!arg) return undefined;
    if (arg.type !== type) {
      throw this.refuse(
        index,
        `${what} of window '${this.#call.name}' must be of type ${type}, but this is ${say(arg)}`,
      );
    }
    if (arg.kind === 'constant') return () => arg.value;
    return arg.kind === 'attribute' ? (_, row) => row[arg.index] ?? null : arg.evaluate;
  }
  refuse(index: number, reason: string): SiddhiAppError {
    const {args, at} = this.#call;
    return this.#error(reason, args === '*' ? at : (args[index]?.at ?? at));
  }
  #notNegative(index: number, what: string, value: number): number {
    if (value >= 0) return value;
    throw this.refuse(index, `${what} of window '${this.#call.name}' must not be negative, but this is ${value}`);
  }
  #error(reason: string, at: Span): SiddhiAppError {
    return new SiddhiAppError('creation', reason, at);
  }
}

function say(arg: WindowArgument | undefined): string {
  if (!arg) return 'missing';
  if (arg.kind === 'attribute') return `the ${arg.type} attribute '${arg.name}'`;
  if (arg.kind === 'expression') return `an expression of type ${arg.type}`;
  const {value} = arg;
  const text = typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
  return `the ${arg.type} constant ${text}`;
}

/** Types as in SiddhiQL. */
export type Type = 'string' | 'int' | 'long' | 'float' | 'double' | 'bool' | 'object';
export const numeric = (type: Type): boolean =>
  type === 'int' || type === 'long' || type === 'float' || type === 'double';

/** An argument as the planner knows it; `constant` only for literals. */
export type Argument = {type: Type; constant?: unknown};

/** What a type rule answers: the result's type, or why the arguments are refused. */
export type Ruling = {type: Type} | {refuse: string};
export const returns = (type: Type): Ruling => ({type});
export const refuse = (reason: string): Ruling => ({refuse: reason});

/** What generated code may use beside its arguments. */
export type EmitHelp = {
  /** A name for a function or object of ours in the generated text. */
  constant(value: unknown): string;
  /** A local variable of the generated function. */
  temp(): string;
  /** Code of the engine's clock, a long. */
  now: string;
  /** Code of a random number in [0, 1). */
  random: string;
  /** As `constant`, for an object that changes: it is saved and restored with the app. */
  kept(name: string, value: Kept): string;
};

/** State of one call in the text; `save` answers what `load` takes. */
export type Kept = {save(): number; load(state: number): void};

export type Documented = {
  namespace?: string;
  name: string;
  /** `cast(value, type)`: parameters as the reference shows them. */
  signature: string;
  /** One sentence on what it answers, null behaviour included. */
  doc: string;
  /** Each is run as a test. */
  examples: readonly [Example, ...Example[]];
};
/** An expression and the value it gives, with the clock at 0 and nothing but one event. */
export type Example = {expression: string; result: unknown};

/**
 * A scalar function as data. `emit` gets the code of the arguments, each to be
 * used at most once, and answers an expression; an argument that it places in
 * an untaken branch is not evaluated.
 */
export type ScalarFunction = Documented & {
  rule(args: readonly Argument[]): Ruling;
  emit(args: readonly string[], types: readonly Argument[], help: EmitHelp, type: Type): string;
  /** The result is never null. */
  sure?: boolean;
};

/** How often each value is held, in order of first arrival: what a field that begins as a map is. The engine makes them, and can cut them. */
export interface Counts<K = unknown> extends Iterable<readonly [K, number]> {
  readonly size: number;
  get(key: K): number | undefined;
  /** Counts as `to` answers; undefined: not held (any more). */
  change(key: K, to: (count: number | undefined) => number | undefined): void;
  keys(): Iterable<K>;
}

export const onceMore = (count: number | undefined): number => (count ?? 0) + 1;
export const onceLess = (count: number | undefined): number | undefined =>
  count === undefined || count <= 1 ? undefined : count - 1;

/**
 * An aggregator as data. Its state is a few fields per group; the code reads
 * and writes them by the names handed in. `value` is what the call answers.
 * Arguments after the first are locals too: the value's name and a number, from 1 on.
 */
export type Aggregator = Documented & {
  rule(args: readonly Argument[]): Ruling;
  /** First values of the fields; collections are made anew for each group. An empty map stands for `Counts`; a `Queue` can be cut as it is. */
  fields(args: readonly Argument[], subtracts: boolean): Record<string, () => unknown>;
  /** Statements for an arriving value (code of a local variable; '' without arguments). */
  add(
    field: (name: string) => string,
    value: string,
    args: readonly Argument[],
    subtracts: boolean,
    help: EmitHelp,
  ): string;
  /** Statements for a leaving value. */
  remove(field: (name: string) => string, value: string, args: readonly Argument[], help: EmitHelp): string;
  value(field: (name: string) => string, args: readonly Argument[], subtracts: boolean, help: EmitHelp): string;
  /** `value` is never null. */
  sure?: boolean;
};

import {compileFunction} from 'node:vm';
import {type AttributeType, type Expression, SiddhiAppError} from '@tandem/siddhiql';
import {asOneClass} from '../keyed/one-class.ts';
import type {Planner} from '../plan/planner.ts';

/** A compiled expression: JavaScript of one expression, free of side effects but for aggregators. */
export type Compiled = {
  type: AttributeType;
  code: string;
  /** Never null at run time: spares the null check. */
  sure: boolean;
  /** Known when planned (a literal). */
  constant?: unknown;
};

/** The local variables of one generated function. */
export class Body {
  readonly #unit: CodeUnit;
  readonly #names: string[] = [];
  constructor(unit: CodeUnit) {
    this.#unit = unit;
  }
  temp(): string {
    const name = this.#unit.fresh('x');
    this.#names.push(name);
    return name;
  }
  get names(): readonly string[] {
    return this.#names;
  }
  /** `let x1,x2;`, to stand at the start of the function. */
  declarations(): string {
    return this.#names.length === 0 ? '' : `let ${this.#names.join(',')};`;
  }
}

/**
 * Text in the making of one generated module. User text never becomes code:
 * names are generated, values go in through the constants' table.
 */
export class CodeUnit {
  readonly planner: Planner;
  readonly #name: string;
  readonly #constants: unknown[] = [];
  readonly #known = new Map<unknown, string>();
  #counter = 0;
  #pure = true;

  /** `name`: for stack traces only. */
  constructor(planner: Planner, name: string) {
    this.planner = planner;
    this.#name = name;
  }
  /** False once something in it has an effect, or answers otherwise when asked again. */
  get pure(): boolean {
    return this.#pure;
  }
  taint(): void {
    this.#pure = false;
  }
  fresh(prefix: string): string {
    return `${prefix}${this.#counter++}`;
  }
  body(): Body {
    return new Body(this);
  }
  /** A name that stands for `value` in the generated text: a function, object or literal. */
  constant(value: unknown): string {
    const known = this.#known.get(value);
    if (known !== undefined && !Object.is(value, -0)) return known;
    const name = `k${this.#constants.length}`;
    this.#constants.push(value);
    if (!Object.is(value, 0) && !Object.is(value, -0)) this.#known.set(value, name);
    return name;
  }
  /** What the names stand for. */
  get constants(): ReadonlyMap<string, unknown> {
    return new Map(this.#constants.map((value, i) => [`k${i}`, value]));
  }
  /** Code of a literal: whole numbers print as themselves, all else goes through the table. */
  literal(value: unknown): string {
    if (value === null) return 'null';
    if (typeof value === 'boolean') return String(value);
    if (
      typeof value === 'number' &&
      Number.isInteger(value) &&
      Math.abs(value) <= Number.MAX_SAFE_INTEGER &&
      !Object.is(value, -0)
    ) {
      return value < 0 ? `(${value})` : String(value);
    }
    return this.constant(value);
  }
  /** Refuses an expression of another type. */
  expect(compiled: Compiled, type: AttributeType, expression: Expression, what: string): void {
    if (compiled.type === type) return;
    throw new SiddhiAppError(
      'validation',
      `${what} must be of type ${type}, but this is ${compiled.type}`,
      expression.at,
    );
  }
  /** As `compile`, of a text that returns a function which makes an instance: in a partition there are many of them. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
  compileMaker<T>(text: string): T {
    return this.compile<T>(this.planner.partitioned ? asOneClass(text) : text);
  }
  /** Runs `text` as a function body whose constants are bound; it returns what the caller wants to keep. */
  // The caller says what the text makes: nothing else can know.
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
  compile<T>(text: string): T {
    const names = this.#constants.map((_, i) => `k${i}=K[${i}]`);
    const source = `'use strict';${names.length === 0 ? '' : `const ${names.join(',')};`}\n${text}`;
    const safe = this.#name.replace(/[^A-Za-z0-9_.-]/g, '_');
    const make = compileFunction(source, ['K'], {filename: `siddhi://${safe}`}) as (constants: unknown[]) => T;
    return make(this.#constants);
  }
}

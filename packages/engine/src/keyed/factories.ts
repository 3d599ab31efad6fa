import {must} from '@tandem/base';
import type {
  AnyNode,
  CallExpression,
  FunctionDeclaration,
  FunctionExpression,
  Identifier,
  ObjectExpression,
  Property,
} from 'acorn';
import {
  type CodeFunction,
  functionAround,
  isFunction,
  namesOf,
  nodesOf,
  type Variable,
  variablesIn,
} from './code-scopes.ts';

export type Declared = FunctionDeclaration | FunctionExpression;
/**
 * A function that makes an instance: its variables become the fields of an object, functions in it methods. Objects that
 * it makes of its functions become that object: `depth` functions around it do so too.
 */
export type Factory = {
  fn: Declared;
  depth: number;
  className: string;
  /** Those of its variables that functions in it use. */
  fields: Set<Variable>;
  functions: Variable[];
  literals: ObjectExpression[];
};
/** A function within one, by itself or in an object. */
export type Member = {
  fn: CodeFunction;
  variable: Variable | null;
  factory: Factory;
  /** It uses a field, or a function that does. */
  needs: boolean;
  /** Code of the fields that are read once for each call, by their names there. */
  constants: Map<string, string>;
};

/** What becomes a class in a program whose function `root` makes instances, and what of it. */
export class Factories {
  readonly #variables: Variable[];
  readonly #functions: CodeFunction[];
  readonly #objects: ObjectExpression[];
  readonly calls: CallExpression[];
  readonly root: Factory;
  readonly all: Factory[] = [];
  readonly members: Member[] = [];

  constructor(program: AnyNode, root: Declared) {
    const nodes = nodesOf(program);
    this.#variables = variablesIn(program);
    this.#functions = nodes.filter(isFunction);
    this.#objects = nodes.filter(isObject);
    this.calls = nodes.filter(isCall);
    this.root = this.#add(root, 0);
    this.#findNeeds();
  }
  #add(fn: Declared, depth: number): Factory {
    const own = this.#variables.filter((v) => v.owner === fn && v.top);
    const shared = depth === 0 ? fn.params.slice(1).flatMap(namesOf) : [];
    const fields = own.filter(
      (v) =>
        !v.declared && !shared.some(({name}) => v.parameter && v.name === name) && v.uses.some((u) => u.within !== fn),
    );
    const functions = own.filter((v) => v.declared);
    const declared = new Set(functions);
    const literals = this.#objects.filter(
      (o) => functionAround(o, this.#functions) === fn && o.properties.some((p) => this.isMember(p, declared)),
    );
    const factory: Factory = {
      fn,
      depth,
      className: `Made$${this.all.length}`,
      fields: new Set(fields),
      functions,
      literals,
    };
    this.all.push(factory);
    for (const variable of functions) {
      const inner = must(variable.declared, 'a function');
      this.members.push({fn: inner, variable, factory, needs: false, constants: new Map()});
      if (this.#isFactory(inner)) this.#add(inner, depth + 1);
    }
    for (const property of literals.flatMap((l) => l.properties))
      if (property.type === 'Property' && property.value.type === 'FunctionExpression')
        this.members.push({fn: property.value, variable: null, factory, needs: false, constants: new Map()});
    return factory;
  }
  /** It makes functions, so it makes instances. */
  #isFactory(fn: Declared): boolean {
    return this.#variables.some((v) => v.owner === fn && v.top && v.declared);
  }
  isMember(property: ObjectExpression['properties'][number], functions: ReadonlySet<Variable>): boolean {
    if (property.type !== 'Property') return false;
    return property.value.type === 'FunctionExpression' || this.named(property, functions) !== null;
  }
  /** The function that a property stands for, where it is one of those. */
  named({value}: Property, functions: ReadonlySet<Variable>): Variable | null {
    if (value.type !== 'Identifier') return null;
    for (const variable of functions) if (variable.uses.some((u) => u.at === value)) return variable;
    return null;
  }
  /** Which functions need the object, because they use a field, or a function that does. */
  #findNeeds(): void {
    for (let changed = true; changed;) {
      changed = false;
      for (const member of this.members) {
        if (member.needs || !this.#uses(member)) continue;
        member.needs = true;
        changed = true;
      }
    }
  }
  #uses({fn, factory}: Member): boolean {
    const around = this.all.filter((f) => f.depth <= factory.depth && f.fn.start <= fn.start && fn.end <= f.fn.end);
    const within = (v: Variable): boolean => v.uses.some(({at}) => fn.start <= at.start && at.end <= fn.end);
    return around.some(
      (f) => [...f.fields].some(within) || f.functions.some((v) => this.memberOf(v).needs && within(v)),
    );
  }
  memberOf(variable: Variable): Member {
    return must(
      this.members.find((m) => m.variable === variable),
      'a member',
    );
  }
  /** The innermost function of those that a place is in. */
  memberAround({start, end}: Identifier): Member | undefined {
    const around = this.members.filter(({fn}) => fn.start <= start && end <= fn.end);
    return around.toSorted((a, b) => b.fn.start - a.fn.start)[0];
  }
  /** The one that `fn` is. */
  of(fn: CodeFunction): Factory | undefined {
    return this.all.find((factory) => factory.fn === fn);
  }
}

const isCall = (node: AnyNode): node is CallExpression => node.type === 'CallExpression';
const isObject = (node: AnyNode): node is ObjectExpression => node.type === 'ObjectExpression';

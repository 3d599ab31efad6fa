import {assert, must} from '@tandem/base';
import {
  type AnyNode,
  type CallExpression,
  type FunctionDeclaration,
  type FunctionExpression,
  type Identifier,
  type ObjectExpression,
  parse,
  type Property,
  type VariableDeclaration,
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
import {Edits} from './edits.ts';

type Declared = FunctionDeclaration | FunctionExpression;
/**
 * A function that makes an instance: its variables become the fields of an object, functions in it methods. Objects that
 * it makes of its functions become that object: `depth` functions around it do so too.
 */
type Factory = {
  fn: Declared;
  depth: number;
  className: string;
  /** Those of its variables that functions in it use. */
  fields: Set<Variable>;
  functions: Variable[];
  literals: ObjectExpression[];
};
type Member = {fn: CodeFunction; variable: Variable | null; factory: Factory; needs: boolean};

/**
 * Generated modules are written as closures: `return function(next, ...shared) { let state; function one() {...} ...}`, read
 * most easily and fastest where there is one instance. A partition has one for each key, and a closure for each function of
 * each of them would be most of what a key weighs. This makes the same module with one class: `next` and the variables are
 * fields, functions are methods, or stand beside the class where they need none of the fields. What follows `next` must be
 * the same for all instances. Objects made of functions (`{one, pair() {...}}`) are the instance itself, so the names in
 * all of them must differ.
 */
export function asOneClass(text: string): string {
  const program = parse(text, {ecmaVersion: 2024, allowReturnOutsideFunction: true});
  const last = program.body.at(-1);
  assert(
    last?.type === 'ReturnStatement' && last.argument?.type === 'FunctionExpression',
    'a module returns a function',
  );
  return new Conversion(text, program, last.argument).text(last);
}

class Conversion {
  readonly #program: AnyNode;
  readonly #edits: Edits;
  readonly #variables: Variable[];
  readonly #functions: CodeFunction[];
  readonly #root: Factory;
  readonly #factories: Factory[] = [];
  readonly #members: Member[] = [];

  constructor(text: string, program: AnyNode, root: Declared) {
    this.#program = program;
    this.#edits = new Edits(text);
    this.#variables = variablesIn(program);
    this.#functions = nodesOf(program, isFunction);
    this.#root = this.#factory(root, 0);
    this.#findNeeds();
    for (const factory of this.#factories) this.#edit(factory);
  }
  text(last: AnyNode): string {
    const [own, ...shared] = this.#root.fn.params.map((param) => (param as Identifier).name);
    const beside = this.#members.filter((m) => !m.needs && m.variable).map((m) => this.#beside(m));
    const classes = this.#factories.map((factory) => this.#class(factory));
    return [
      this.#edits.between(this.#program.start, last.start),
      `function define$(${shared.join(',')}){`,
      ...beside,
      ...classes,
      `return (${own})=>new ${this.#root.className}(${own});}`,
      `let make$;return (${[own, ...shared].join(',')})=>(make$??=define$(${shared.join(',')}))(${own});`,
    ].join('\n');
  }
  #factory(fn: Declared, depth: number): Factory {
    const own = this.#variables.filter((v) => v.owner === fn && v.top);
    const shared = depth === 0 ? fn.params.slice(1).flatMap(namesOf) : [];
    const fields = own.filter(
      (v) =>
        !v.declared && !shared.some(({name}) => v.parameter && v.name === name) && v.uses.some((u) => u.within !== fn),
    );
    const functions = own.filter((v) => v.declared);
    const declared = new Set(functions);
    const literals = nodesOf(fn.body, isObject).filter(
      (o) => functionAround(o, this.#functions) === fn && o.properties.some((p) => this.#isMember(p, declared)),
    );
    const factory: Factory = {
      fn,
      depth,
      className: `Made$${this.#factories.length}`,
      fields: new Set(fields),
      functions,
      literals,
    };
    this.#factories.push(factory);
    for (const variable of functions) {
      const inner = must(variable.declared, 'a function');
      this.#members.push({fn: inner, variable, factory, needs: false});
      if (this.#isFactory(inner)) this.#factory(inner, depth + 1);
    }
    for (const property of literals.flatMap((l) => l.properties))
      if (property.type === 'Property' && property.value.type === 'FunctionExpression')
        this.#members.push({fn: property.value, variable: null, factory, needs: false});
    return factory;
  }
  /** It makes functions, so it makes instances. */
  #isFactory(fn: Declared): boolean {
    return this.#variables.some((v) => v.owner === fn && v.top && v.declared);
  }
  #isMember(property: ObjectExpression['properties'][number], functions: ReadonlySet<Variable>): boolean {
    if (property.type !== 'Property') return false;
    return property.value.type === 'FunctionExpression' || this.#named(property, functions) !== null;
  }
  /** The function that a property stands for, where it is one of those. */
  #named({value}: Property, functions: ReadonlySet<Variable>): Variable | null {
    if (value.type !== 'Identifier') return null;
    for (const variable of functions) if (variable.uses.some((u) => u.at === value)) return variable;
    return null;
  }
  /** Which functions need the object, because they use a field, or a function that does. */
  #findNeeds(): void {
    for (let changed = true; changed;) {
      changed = false;
      for (const member of this.#members) {
        if (member.needs || !this.#uses(member)) continue;
        member.needs = true;
        changed = true;
      }
    }
  }
  #uses({fn, factory}: Member): boolean {
    const around = this.#factories.filter(
      (f) => f.depth <= factory.depth && f.fn.start <= fn.start && fn.end <= f.fn.end,
    );
    const within = (v: Variable): boolean => v.uses.some(({at}) => fn.start <= at.start && at.end <= fn.end);
    return around.some(
      (f) => [...f.fields].some(within) || f.functions.some((v) => this.#memberOf(v).needs && within(v)),
    );
  }
  #memberOf(variable: Variable): Member {
    return must(
      this.#members.find((m) => m.variable === variable),
      'a member',
    );
  }
  #edit(factory: Factory): void {
    const {fn, fields, functions, literals} = factory;
    const self = selfOf(factory);
    for (const {name, uses} of fields) for (const {at, parent} of uses) this.#name(at, parent, `${self}.$${name}`);
    for (const variable of functions) {
      const member = this.#memberOf(variable);
      this.#edits.replace(member.fn, () => '');
      for (const {at, parent} of variable.uses) {
        const called = parent.type === 'CallExpression' && parent.callee === at;
        const bound = called ? '' : `.bind(${self})`;
        this.#name(at, parent, member.needs ? `${self}.$${variable.name}${bound}` : besideName(member));
      }
    }
    assert(fn.body.type === 'BlockStatement', 'a factory has statements');
    for (const statement of fn.body.body)
      if (statement.type === 'VariableDeclaration' && declares(statement, fields))
        this.#edits.replace(statement, () => this.#assigned(statement, factory));
    for (const literal of literals) {
      const assigned = this.#assignmentTo(literal);
      this.#edits.replace(assigned ?? literal, () => this.#instance(literal, factory));
    }
  }
  #name(at: Identifier, parent: AnyNode, name: string): void {
    const short = parent.type === 'Property' && parent.shorthand && !this.#isOfInstance(parent);
    this.#edits.replace(at, () => (short ? `${at.name}:${name}` : name));
  }
  #isOfInstance(property: AnyNode): boolean {
    return this.#factories.some(({literals}) =>
      literals.some(({properties}) => properties.some((p) => p === property)),
    );
  }
  /** `Object.assign(x, literal)`: all are the instance. */
  #assignmentTo(literal: ObjectExpression): AnyNode | undefined {
    return nodesOf(this.#program, isCall).find(
      (call) => call.arguments.includes(literal) && this.#edits.of(call.callee) === 'Object.assign',
    );
  }
  /** The declaration of fields as what gives them their first values. */
  #assigned({declarations, kind}: VariableDeclaration, {fields, ...factory}: Factory): string {
    const isField = (name: string): boolean => [...fields].some((v) => v.name === name);
    const self = selfOf(factory);
    return declarations
      .map(({id, init}) => {
        const value = init ? this.#edits.of(init) : 'undefined';
        const names = namesOf(id).map(({name}) => name);
        if (id.type === 'Identifier' && isField(id.name)) return `${self}.$${id.name}=${value};`;
        assert(
          id.type === 'Identifier' || kind === 'const' || !names.some(isField),
          'what is taken apart stays as it is',
        );
        const copies = names.filter(isField).map((name) => `${self}.$${name}=${name};`);
        return `${kind} ${this.#edits.of(id)}${init ? `=${value}` : ''};${copies.join('')}`;
      })
      .join('');
  }
  /** An object of functions: the instance, with its other properties set. */
  #instance({properties}: ObjectExpression, factory: Factory): string {
    const self = selfOf(factory);
    const declared = new Set(factory.functions);
    assert(properties.every(isProperty), 'an object of functions spreads nothing');
    const values = properties.filter((p) => !this.#isMember(p, declared));
    return `(${[...values.map((p) => `${self}.${nameOf(p)}=${this.#edits.of(p.value)}`), self].join(',')})`;
  }
  #class(factory: Factory): string {
    const {fn, depth, className, fields, functions, literals} = factory;
    const self = selfOf(factory);
    const own = (depth === 0 ? fn.params.slice(0, 1) : fn.params).map((p) => (p as Identifier).name);
    const outer = depth === 0 ? [] : [`I${depth - 1}`];
    const params = own.filter((name) => [...fields].some((v) => v.parameter && v.name === name));
    const before = [
      ...params.map((name) => `${self}.$${name}=${name};`),
      ...outer.map((name) => `${self}.$outer=${name};`),
    ];
    const methods: string[] = [];
    const also: string[] = [];
    for (const {fn: inner, variable, needs, factory: its} of this.#members)
      if (its === factory && variable && needs) methods.push(`$${variable.name}${this.#function(inner, factory)}`);
    const names = new Set<string>();
    const declared = new Set(functions);
    for (const property of literals.flatMap((l) => l.properties).filter(isProperty)) {
      const name = nameOf(property);
      assert(!names.has(name), `'${name}' stands in one object of a module only`);
      names.add(name);
      const variable = this.#named(property, declared);
      if (property.value.type === 'FunctionExpression')
        methods.push(`${name}${this.#function(property.value, factory)}`);
      if (!variable) continue;
      const member = this.#memberOf(variable);
      also.push(
        `${className}.prototype.${name}=${member.needs ? `${className}.prototype.$${variable.name}` : besideName(member)};`,
      );
    }
    return [
      `class ${className}{constructor(${[...own, ...outer].join(',')}){const ${self}=this;${before.join('')}`,
      this.#bodyOf(fn),
      `}${methods.join('\n')}}`,
      ...also,
    ].join('\n');
  }
  /** From its parameters on, as a method. */
  #function(fn: CodeFunction, factory: Factory): string {
    const selves = Array.from({length: factory.depth + 1}, (_, i) => factory.depth - i);
    const head = selves.map((depth) => `I${depth}=${depth === factory.depth ? 'this' : `I${depth + 1}.$outer`}`);
    return `(${this.#paramsOf(fn)}){const ${head.join(',')};${this.#made(fn, selfOf(factory)) ?? this.#bodyOf(fn)}}`;
  }
  #beside(member: Member): string {
    const {fn} = member;
    return `function ${besideName(member)}(${this.#paramsOf(fn)}){${this.#made(fn, 'null') ?? this.#bodyOf(fn)}}`;
  }
  /** What a factory within another one does. */
  #made(fn: CodeFunction, self: string): string | null {
    const factory = this.#factories.find((f) => f.fn === fn);
    return factory
      ? `return new ${factory.className}(${[...fn.params.map((p) => this.#edits.of(p)), self].join(',')});`
      : null;
  }
  #paramsOf({params}: CodeFunction): string {
    return params.map((param) => this.#edits.of(param)).join(',');
  }
  #bodyOf({body}: CodeFunction): string {
    return this.#edits.between(body.start + 1, body.end - 1);
  }
}

const isProperty = (p: AnyNode): p is Property => p.type === 'Property';
const isObject = (node: AnyNode): node is ObjectExpression => node.type === 'ObjectExpression';
const isCall = (node: AnyNode): node is CallExpression => node.type === 'CallExpression';
const selfOf = ({depth}: Pick<Factory, 'depth'>): string => `I${depth}`;
const besideName = ({variable, factory}: Member): string =>
  `${must(variable, 'a named one').name}$${factory.className.slice(5)}`;

const nameOf = ({key}: Property): string => (key as Identifier).name;

const declares = ({declarations}: VariableDeclaration, fields: ReadonlySet<Variable>): boolean => {
  const names = new Set(Array.from(fields, ({name}) => name));
  return declarations.some(({id}) => namesOf(id).some(({name}) => names.has(name)));
};

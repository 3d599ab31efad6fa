import {assert, must} from '@tandem/base';
import type {AnyNode, Identifier, ObjectExpression, Property, VariableDeclaration} from 'acorn';
import {type CodeFunction, namesOf, type Variable} from './code-scopes.ts';
import {Edits} from './edits.ts';
import {type Declared, Factories, type Factory, type Member} from './factories.ts';
import whenUsed from './when-used.cjs';

/**
 * Generated modules are written as closures: `return function(next, ...shared) { let state; function one() {...} ...}`, read
 * most easily and fastest where there is one instance. A partition has one for each key, and a closure for each function of
 * each of them would be most of what a key weighs. This makes the same module with one class: `next` and the variables are
 * fields, functions are methods, or stand beside the class where they need none of the fields. What follows `next` must be
 * the same for all instances. Objects made of functions (`{one, pair() {...}}`) are the instance itself, so the names in
 * all of them must differ.
 */
export function asOneClass(text: string): string {
  const program = whenUsed.acorn.parse(text, {ecmaVersion: 2024, allowReturnOutsideFunction: true});
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
  readonly #factories: Factories;

  constructor(text: string, program: AnyNode, root: Declared) {
    this.#program = program;
    this.#edits = new Edits(text);
    this.#factories = new Factories(program, root);
    for (const factory of this.#factories.all) this.#edit(factory);
  }
  text(last: AnyNode): string {
    const {root, all, members} = this.#factories;
    const [own, ...shared] = root.fn.params.map((param) => (param as Identifier).name);
    const beside = members.filter((m) => !m.needs && m.variable).map((m) => this.#beside(m));
    const classes = all.map((factory) => this.#class(factory));
    return [
      this.#edits.between(this.#program.start, last.start),
      `function define$(${shared.join(',')}){`,
      ...beside,
      ...classes,
      `return (${own})=>new ${root.className}(${own});}`,
      `let make$;return (${[own, ...shared].join(',')})=>(make$??=define$(${shared.join(',')}))(${own});`,
    ].join('\n');
  }
  #edit(factory: Factory): void {
    const {fn, fields, functions, literals} = factory;
    const self = selfOf(factory);
    for (const variable of fields)
      for (const {at, parent} of variable.uses) this.#name(at, parent, this.#field(variable, at, factory));
    for (const variable of functions) {
      const member = this.#factories.memberOf(variable);
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
  /** Code of a field where it is used. One that never changes is read once for each call of a function. */
  #field(variable: Variable, at: Identifier, factory: Factory): string {
    const code = `${selfOf(factory)}.$${variable.name}`;
    const member = this.#factories.memberAround(at);
    if (!member || !isConstant(variable) || this.#factories.of(member.fn)) return code;
    const name = `${variable.name}$${factory.depth}`;
    member.constants.set(name, code);
    return name;
  }
  #name(at: Identifier, parent: AnyNode, name: string): void {
    const short = parent.type === 'Property' && parent.shorthand && !this.#isOfInstance(parent);
    this.#edits.replace(at, () => (short ? `${at.name}:${name}` : name));
  }
  #isOfInstance(property: AnyNode): boolean {
    return this.#factories.all.some(({literals}) =>
      literals.some(({properties}) => properties.some((p) => p === property)),
    );
  }
  /** `Object.assign(x, literal)`: all are the instance. */
  #assignmentTo(literal: ObjectExpression): AnyNode | undefined {
    return this.#factories.calls.find(
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
    const values = properties.filter((p) => !this.#factories.isMember(p, declared));
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
    for (const {fn: inner, variable, needs, factory: its} of this.#factories.members)
      if (its === factory && variable && needs) methods.push(`$${variable.name}${this.#function(inner, factory)}`);
    const names = new Set<string>();
    const declared = new Set(functions);
    for (const property of literals.flatMap((l) => l.properties).filter(isProperty)) {
      const name = nameOf(property);
      assert(!names.has(name), `'${name}' stands in one object of a module only`);
      names.add(name);
      const variable = this.#factories.named(property, declared);
      if (property.value.type === 'FunctionExpression')
        methods.push(`${name}${this.#function(property.value, factory)}`);
      if (!variable) continue;
      const member = this.#factories.memberOf(variable);
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
    const {constants} = must(
      this.#factories.members.find((m) => m.fn === fn),
      'a member',
    );
    for (const [name, code] of constants) head.push(`${name}=${code}`);
    return `(${this.#paramsOf(fn)}){const ${head.join(',')};${this.#made(fn, selfOf(factory)) ?? this.#bodyOf(fn)}}`;
  }
  #beside(member: Member): string {
    const {fn} = member;
    return `function ${besideName(member)}(${this.#paramsOf(fn)}){${this.#made(fn, 'null') ?? this.#bodyOf(fn)}}`;
  }
  /** What a factory within another one does. */
  #made(fn: CodeFunction, self: string): string | null {
    const factory = this.#factories.of(fn);
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
const selfOf = ({depth}: Pick<Factory, 'depth'>): string => `I${depth}`;
const besideName = ({variable, factory}: Member): string =>
  `${must(variable, 'a named one').name}$${factory.className.slice(5)}`;

const nameOf = ({key}: Property): string => (key as Identifier).name;

const declares = ({declarations}: VariableDeclaration, fields: ReadonlySet<Variable>): boolean => {
  const names = new Set(Array.from(fields, ({name}) => name));
  return declarations.some(({id}) => namesOf(id).some(({name}) => names.has(name)));
};

const isConstant = ({constant, parameter, uses}: Variable): boolean =>
  constant || (parameter && !uses.some(({parent}) => MAY_ASSIGN.has(parent.type)));
const MAY_ASSIGN = new Set(['AssignmentExpression', 'UpdateExpression', 'ArrayPattern', 'AssignmentPattern']);

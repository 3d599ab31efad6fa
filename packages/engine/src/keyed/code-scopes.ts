import {assert, must} from '@tandem/base';
import type {
  AnyNode,
  ArrowFunctionExpression,
  FunctionDeclaration,
  FunctionExpression,
  Identifier,
  Pattern,
} from 'acorn';

export type CodeFunction = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression;

/** A name of generated code, and where it is used. */
export type Variable = {
  name: string;
  /** The function whose variable it is; null for the module's. */
  owner: CodeFunction | null;
  /** It stands at the top of that function, not in a block. */
  top: boolean;
  /** What it is the name of, where it is declared as a function. */
  declared: FunctionDeclaration | null;
  parameter: boolean;
  /** It is given a value once, where it is declared. */
  constant: boolean;
  uses: Use[];
};
export type Use = {
  at: Identifier;
  /** The innermost function around it. */
  within: CodeFunction | null;
  parent: AnyNode;
};
type Scope = {owner: CodeFunction | null; outer: Scope | null; top: boolean; names: Map<string, Variable>};

/** Which name means what in a program of `let`, `const` and functions. Names that nobody declares are left out. */
export function variablesIn(program: AnyNode): Variable[] {
  const found: Variable[] = [];
  const declare = (scope: Scope, name: string, about: Partial<Variable> = {}): void => {
    const {owner, top} = scope;
    const variable: Variable = {
      name,
      owner,
      top,
      declared: null,
      parameter: false,
      constant: false,
      uses: [],
      ...about,
    };
    scope.names.set(name, variable);
    found.push(variable);
  };
  const inside = (outer: Scope, owner = outer.owner, top = false): Scope => ({owner, outer, top, names: new Map()});
  const use = (at: Identifier, scope: Scope, parent: AnyNode): void => {
    for (let s: Scope | null = scope; s; s = s.outer) {
      const variable = s.names.get(at.name);
      if (variable) return void variable.uses.push({at, within: scope.owner, parent});
    }
  };
  /** Names hold in the whole of their block, before they are declared too. */
  const declareAll = (statements: readonly AnyNode[], scope: Scope): void => {
    for (const statement of statements) {
      assert(statement.type !== 'ClassDeclaration', 'no classes in generated code');
      if (isDeclaration(statement)) declare(scope, statement.id.name, {declared: statement});
      if (statement.type !== 'VariableDeclaration') continue;
      assert(statement.kind !== 'var', 'no var in generated code');
      for (const {id} of statement.declarations)
        for (const {name} of namesOf(id)) declare(scope, name, {constant: statement.kind === 'const'});
    }
  };
  const each = (nodes: readonly (AnyNode | null | undefined)[], scope: Scope, parent: AnyNode): void => {
    for (const node of nodes) if (node) visit(node, scope, parent);
  };
  const visitFunction = (fn: CodeFunction, outer: Scope): void => {
    const scope = inside(outer, fn, true);
    for (const param of fn.params) for (const {name} of namesOf(param)) declare(scope, name, {parameter: true});
    each(fn.params.map(defaultsOf), scope, fn);
    if (fn.body.type !== 'BlockStatement') return visit(fn.body, scope, fn);
    declareAll(fn.body.body, scope);
    each(fn.body.body, scope, fn.body);
  };
  const visit = (node: AnyNode, scope: Scope, parent: AnyNode): void => {
    if (isFunction(node)) return visitFunction(node, scope);
    switch (node.type) {
      case 'Identifier':
        return use(node, scope, parent);
      case 'MemberExpression':
        visit(node.object, scope, node);
        return node.computed ? visit(node.property, scope, node) : undefined;
      case 'Property':
        if (node.computed) visit(node.key, scope, node);
        return visit(node.value, scope, node);
      case 'VariableDeclarator':
        return each([defaultsOf(node.id), node.init], scope, node);
      case 'BreakStatement':
      case 'ContinueStatement':
        return;
      case 'LabeledStatement':
        return visit(node.body, scope, node);
      default: {
        const own = opensScope(node) ? inside(scope) : scope;
        if (own !== scope) declareAll(declaredBy(node), own);
        if (node.type === 'CatchClause' && node.param)
          for (const {name} of namesOf(node.param)) declare(own, name, {parameter: true});
        each(childrenOf(node), own, node);
      }
    }
  };
  const module: Scope = {owner: null, outer: null, top: true, names: new Map()};
  declareAll(declaredBy(program), module);
  each(childrenOf(program), module, program);
  return found;
}

const isDeclaration = (node: AnyNode): node is FunctionDeclaration =>
  node.type === 'FunctionDeclaration' && node.id !== null;
export const isFunction = (node: AnyNode): node is CodeFunction =>
  isDeclaration(node) || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';

const opensScope = ({type}: AnyNode): boolean =>
  ['BlockStatement', 'ForStatement', 'ForOfStatement', 'ForInStatement', 'CatchClause', 'SwitchStatement'].includes(
    type,
  );

function declaredBy(node: AnyNode): readonly AnyNode[] {
  switch (node.type) {
    case 'Program':
    case 'BlockStatement':
      return node.body;
    case 'ForStatement':
      return node.init ? [node.init] : [];
    case 'ForOfStatement':
    case 'ForInStatement':
      return [node.left];
    case 'SwitchStatement':
      return node.cases.flatMap((c) => c.consequent);
    default:
      return [];
  }
}

/** The names that a pattern declares. */
export function namesOf(pattern: Pattern): Identifier[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern];
    case 'ObjectPattern':
      return pattern.properties.flatMap((p) => namesOf(p.type === 'RestElement' ? p.argument : p.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap((e) => (e ? namesOf(e) : []));
    case 'AssignmentPattern':
      return namesOf(pattern.left);
    case 'RestElement':
      return namesOf(pattern.argument);
    case 'MemberExpression':
      return [];
  }
}
/** Of a pattern whose names are declared only defaults are code; generated code has none but in plain parameters. */
const defaultsOf = (pattern: Pattern): AnyNode | null => (pattern.type === 'AssignmentPattern' ? pattern.right : null);

const isNode = (value: unknown): value is AnyNode => typeof value === 'object' && value !== null && 'type' in value;

function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  for (const value of Object.values(node) as unknown[]) {
    if (typeof value !== 'object' || value === null) continue;
    if (isNode(value)) children.push(value);
    else if (Array.isArray(value)) for (const item of value as unknown[]) if (isNode(item)) children.push(item);
  }
  return children;
}

/** All nodes of a program. */
export function nodesOf(program: AnyNode): AnyNode[] {
  const found: AnyNode[] = [program];
  // Grows meanwhile.
  for (let i = 0; i < found.length; i++) for (const child of childrenOf(found[i]!)) found.push(child);
  return found;
}

/** The innermost of `functions` that `node` lies in. */
export function functionAround(node: AnyNode, functions: readonly CodeFunction[]): CodeFunction | null {
  const around = functions.filter((fn) => fn !== node && fn.start <= node.start && node.end <= fn.end);
  return around.length === 0 ? null : must(around.toSorted((a, b) => b.start - a.start)[0], 'the innermost');
}

import type {Binary, BinaryOperator, Call, EventRef, Expression, IsNull, Variable} from './ast.ts';
import {type Cursor, LONGEST_CHAIN} from './cursor.ts';
import {literal} from './literals.ts';
import {reference} from './references.ts';

/** Binary operators, loosest first; all associate to the left. `in` takes a table's name on its right. */
export const precedence: ReadonlyMap<string, number> = new Map([
  ['or', 1],
  ['and', 2],
  ['in', 3],
  ['==', 4],
  ['!=', 4],
  ['<', 5],
  ['<=', 5],
  ['>', 5],
  ['>=', 5],
  ['+', 6],
  ['-', 6],
  ['*', 7],
  ['/', 7],
  ['%', 7],
]);

export function expression(c: Cursor): Expression {
  c.operators = 0;
  return inner(c);
}

/** An expression within an expression. */
function inner(c: Cursor): Expression {
  return c.nested(() => binary(c, 1));
}

/** Ends an expression that is too long for a tree that many readers walk recursively. */
function countOperator(c: Cursor): void {
  c.operators++;
  if (c.operators > LONGEST_CHAIN) c.refuse(`this expression has more than ${LONGEST_CHAIN} operators`, c.token.at);
}

function binary(c: Cursor, loosest: number): Expression {
  const first = c.token;
  let left = unary(c);
  for (;;) {
    const level = precedence.get(c.token.key);
    if (level === undefined || level < loosest) return left;
    countOperator(c);
    const operator = c.take().key;
    if (operator === 'in') {
      const table = c.name('the name of a table');
      left = {kind: 'in', operand: left, table, at: c.since(first)};
    } else {
      const right = binary(c, level + 1);
      left = {kind: 'binary', operator: operator as BinaryOperator, left, right, at: c.since(first)} satisfies Binary;
    }
  }
}

/** `not` binds tighter than arithmetic; before something that starts no operand it is a name. */
function unary(c: Cursor): Expression {
  const first = c.token;
  if (!c.is('not') || !startsOperand(c, 1)) return primary(c);
  c.take();
  const operand = c.nested(() => unary(c));
  return {kind: 'not', operand, at: c.since(first)};
}

function startsOperand(c: Cursor, ahead: number): boolean {
  const {type, key} = c.peek(ahead);
  return type === 'symbol' ? ['(', '#', '!', '+', '-'].includes(key) : type !== 'end';
}

function primary(c: Cursor): Expression {
  const first = c.token;
  if (c.is('(')) {
    c.take();
    const enclosed = inner(c);
    c.expect(')', 'an operator');
    if (c.is('is', 'null'))
      c.refuse("'is null' applies to an attribute, an event or a function call, not to parentheses", c.token.at);
    return enclosed;
  }
  const constant = literal(c);
  if (constant) return constant;
  if (!c.isName() && !c.is('#') && !c.is('!')) c.fail('an expression');
  const operand = startsCall(c) ? call(c) : reference(c);
  if (c.is('is')) return isNull(c, operand);
  if (operand.kind === 'event' && !(first === c.argument && (c.is(',') || c.is(')')))) {
    c.fail("'.' and an attribute", "'is null'");
  }
  return operand;
}

function isNull(c: Cursor, operand: IsNull['operand']): Expression {
  const is = c.take();
  if (c.is('not')) c.refuse("there is no 'is not null'; write not (… is null)", c.since(is));
  c.expect('null');
  return {
    kind: 'isNull',
    operand,
    at: {...c.since(is), start: operand.at.start, line: operand.at.line, column: operand.at.column},
  };
}

function startsCall(c: Cursor): boolean {
  return c.isName() && (c.peek().key === '(' || c.peek().key === ':');
}

/** `f(…)` or `ns:f(…)`. */
export function call(c: Cursor, what = 'the name of a function'): Call {
  const first = c.token;
  let name = c.name(what);
  let namespace: string | undefined;
  if (c.accept(':')) {
    namespace = name;
    name = c.name(what);
  }
  c.expect('(', ...(namespace === undefined ? ["':'"] : []));
  const args = callArguments(c);
  return {kind: 'call', ...(namespace === undefined ? {} : {namespace}), name, args, at: c.since(first)};
}

function callArguments(c: Cursor): Call['args'] {
  if (c.accept(')')) return [];
  if (c.is('*')) {
    const star = c.take();
    if (c.is(',')) c.refuse("'*' stands for all attributes: it cannot be mixed with other arguments", star.at);
    c.expect(')');
    return '*';
  }
  const args: Expression[] = [];
  do {
    if (c.is('*')) c.refuse("'*' stands for all attributes: it cannot be mixed with other arguments", c.token.at);
    c.argument = c.token;
    args.push(inner(c));
  } while (c.accept(','));
  c.expect(')', "','", 'an operator');
  return args;
}

/** An attribute reference, where nothing else may stand. */
export function attributeReference(c: Cursor, what: string): Variable {
  if (!c.isName() && !c.is('#') && !c.is('!')) c.fail(what);
  const found: Variable | EventRef = reference(c);
  return found.kind === 'variable' ? found : c.fail("'.' and an attribute");
}

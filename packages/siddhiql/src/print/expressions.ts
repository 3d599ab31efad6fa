import {assert, must, unreachable} from '@tandem/base';
import type {Call, Expression, NumberConstant, TimeConstant, Variable} from '../ast.ts';
import {precedence} from '../expressions.ts';
import {eventIndex, name, string, variableSource, wordOr} from './names.ts';

/** `not` and what stands alone bind tighter than any operator of the table. */
const NOT = 8;
const ALONE = 9;

function level(node: Expression): number {
  if (node.kind === 'binary') return must(precedence.get(node.operator), 'an operator has a precedence');
  if (node.kind === 'in') return must(precedence.get('in'), 'in has a precedence');
  return node.kind === 'not' ? NOT : ALONE;
}

/** The text of an expression, in parentheses when it binds looser than `least`. */
export function expression(node: Expression, least = 0): string {
  const text = bare(node);
  return level(node) < least ? `(${text})` : text;
}

function bare(node: Expression): string {
  switch (node.kind) {
    case 'number':
      return number(node);
    case 'string':
      return string(node.value);
    case 'bool':
      return String(node.value);
    case 'time':
      return time(node);
    case 'variable':
      return variable(node);
    case 'call':
      return call(node);
    case 'event':
      return variableSource(node.source);
    case 'isNull':
      return `${bare(node.operand)} is null`;
    case 'not':
      return `not ${expression(node.operand, NOT)}`;
    case 'in':
      return `${expression(node.operand, level(node))} in ${name(node.table)}`;
    case 'binary': {
      const own = level(node);
      return `${expression(node.left, own)} ${node.operator} ${expression(node.right, own + 1)}`;
    }
    default:
      return unreachable(node, 'expression');
  }
}

export function variable({source, handler, attribute}: Variable): string {
  if (!source) return name(attribute);
  const step = handler ? `#${name(handler.id)}${eventIndex(handler.index)}` : '';
  return `${variableSource(source)}${step}.${name(attribute)}`;
}

/** Function names that the parser would take for something else. */
const reserved = ['not'];

export function call({namespace, name: own, args}: Call): string {
  const list = args === '*' ? '*' : args.map((arg) => expression(arg)).join(', ');
  return `${namespace === undefined ? '' : `${wordOr(namespace, reserved)}:`}${wordOr(own, reserved)}(${list})`;
}

export function time({parts}: TimeConstant): string {
  return parts.map(({amount, unit}) => `${amount} ${unit}${amount === 1 ? '' : 's'}`).join(' ');
}

function number({type, value}: NumberConstant): string {
  if (type === 'long') return `${value}L`;
  if (type === 'int') return String(value);
  assert(!Number.isNaN(value), 'no literal is not a number');
  const digits = decimal(type === 'float' ? shortestFloat(value) : value);
  return type === 'float' ? `${digits}f` : digits;
}

/** With a point or an exponent; what is too large for a double overflows again when read. */
function decimal(value: number): string {
  if (!Number.isFinite(value)) return value < 0 ? '-1e999' : '1e999';
  const digits = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(digits) ? digits : `${digits}.0`;
}

/** The double with the fewest digits that rounds to this float. */
function shortestFloat(value: number): number {
  for (let digits = 1; digits <= 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Object.is(Math.fround(candidate), value)) return candidate;
  }
  return value;
}

import {addLong, divideLong, longToFloat, multiplyLong, numeric, remainderLong, subtractLong} from '@tandem/functions';
import {type AttributeType, type Expression, SiddhiAppError} from '@tandem/siddhiql';
import type {Compiled} from './code-unit.ts';
import type {ExpressionContext} from './compile-expression.ts';

type Operator = '+' | '-' | '*' | '/' | '%';
const SLOW = {'+': addLong, '-': subtractLong, '*': multiplyLong, '/': divideLong, '%': remainderLong};
const MAX = '9007199254740991';

/** The wider of two numeric types: double, float, long, int. */
export function wider(a: AttributeType, b: AttributeType): AttributeType {
  for (const type of ['double', 'float', 'long'] as const) if (a === type || b === type) return type;
  return 'int';
}

/**
 * `+ - * / %`: both operands are widened first; a null operand gives null, so
 * does a zero divisor; int wraps at 32 bits, long at 64, float rounds to single.
 */
export function arithmetic(
  operator: Operator,
  left: Compiled,
  right: Compiled,
  expression: Expression,
  context: ExpressionContext,
): Compiled {
  if (!numeric(left.type) || !numeric(right.type)) {
    throw new SiddhiAppError(
      'creation',
      `'${operator}' needs two numbers, but found ${left.type} and ${right.type}${left.type === 'string' || right.type === 'string' ? '; str:concat() joins strings' : ''}`,
      expression.at,
    );
  }
  const type = wider(left.type, right.type);
  const [a, b] = [context.body.temp(), context.body.temp()];
  const set = `${a}=${left.code},${b}=${right.code}`;
  const nulls = [left.sure ? '' : `${a}===null`, right.sure ? '' : `${b}===null`];
  const divides = operator === '/' || operator === '%';
  const zero = divides ? `${b}==0` : '';
  const refused = [...nulls, zero].filter(Boolean).join('||');
  const value = operation(operator, type, [left.type, a], [right.type, b], context);
  return {
    type,
    code: refused === '' ? `(${set},${value})` : `(${set},${refused}?null:${value})`,
    sure: left.sure && right.sure && !divides,
  };
}

type Operand = readonly [type: AttributeType, code: string];

function operation(
  operator: Operator,
  type: AttributeType,
  a: Operand,
  b: Operand,
  context: ExpressionContext,
): string {
  switch (type) {
    case 'int':
      return operator === '*' ? `Math.imul(${a[1]},${b[1]})` : `((${a[1]}${operator}${b[1]})|0)`;
    case 'long':
      return longOperation(operator, a[1], b[1], context);
    case 'float':
      return `Math.fround(${toFloat(a, context)}${operator}${toFloat(b, context)})`;
    default:
      return `(${toDouble(a)}${operator}${toDouble(b)})`;
  }
}

/** Numbers first; beyond the safe range by way of bigint. `+0` turns -0 into 0. */
function longOperation(operator: Operator, a: string, b: string, context: ExpressionContext): string {
  const y = context.body.temp();
  const slow = context.unit.constant(SLOW[operator]);
  const fast =
    operator === '/'
      ? `Math.trunc(${a}/${b})+0`
      : operator === '+' || operator === '-'
        ? `${a}${operator}${b}`
        : `${a}${operator}${b}+0`;
  const numbers = `typeof ${a}==='number'&&typeof ${b}==='number'`;
  return `(${numbers}&&(${y}=${fast})>=-${MAX}&&${y}<=${MAX}?${y}:${slow}(${a},${b}))`;
}

export function toDouble([type, code]: Operand): string {
  // `Number()` is a call, and few longs are beyond the safe range. `code` is a name.
  return type === 'long' ? `(typeof ${code}==='number'?${code}:Number(${code}))` : code;
}
export function toFloat([type, code]: Operand, context: ExpressionContext): string {
  if (type === 'float') return code;
  const rounded = `Math.fround(${code})`;
  return type === 'long'
    ? `(typeof ${code}==='number'?${rounded}:${context.unit.constant(longToFloat)}(${code}))`
    : rounded;
}

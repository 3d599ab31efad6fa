import {numeric} from '@tandem/functions';
import {type Binary, type AttributeType, SiddhiAppError} from '@tandem/siddhiql';
import {toDouble, toFloat, wider} from './arithmetic.ts';
import type {Compiled} from './code-unit.ts';
import type {ExpressionContext} from './compile-expression.ts';

type Operator = '<' | '<=' | '>' | '>=' | '==' | '!=';

/**
 * Numbers of any widths compare; strings and bools only for equality, each
 * with its own type. With a null `==` and the orderings are false, `!=` is true.
 */
export function comparison(
  operator: Operator,
  left: Compiled,
  right: Compiled,
  expression: Binary,
  context: ExpressionContext,
): Compiled {
  const equality = operator === '==' || operator === '!=';
  const numbers = numeric(left.type) && numeric(right.type);
  const alike = left.type === right.type && (left.type === 'string' || left.type === 'bool');
  if (!numbers && !(equality && alike)) {
    throw new SiddhiAppError(
      'creation',
      `${left.type} cannot be compared with ${right.type} by '${operator}'`,
      expression.at,
    );
  }
  const [a, b] = [context.body.temp(), context.body.temp()];
  const set = `${a}=${left.code},${b}=${right.code}`;
  const [x, y] = numbers ? widened([left.type, a], [right.type, b], equality, context) : [a, b];
  const nulls = [left.sure ? '' : `${a}!==null`, right.sure ? '' : `${b}!==null`].filter(Boolean);
  // Both null must not be equal: one check is enough where nothing is converted.
  const guards = equality && x === a && y === b ? nulls.slice(0, 1) : nulls;
  const test = equality ? `${x}===${y}` : `${x}${operator}${y}`;
  const holds = [...guards, test].join('&&');
  return {type: 'bool', code: operator === '!=' ? `(${set},!(${holds}))` : `(${set},${holds})`, sure: true};
}

/**
 * Which width decides: double where one is double, else float where one is
 * float, but a long and a float are equal as doubles. Whole numbers compare exactly.
 */
function widened(
  a: readonly [AttributeType, string],
  b: readonly [AttributeType, string],
  equality: boolean,
  context: ExpressionContext,
): [string, string] {
  const width = wider(a[0], b[0]);
  const longs = a[0] === 'long' || b[0] === 'long';
  if (width === 'double' || (width === 'float' && equality && longs)) return [toDouble(a), toDouble(b)];
  if (width === 'float') return [toFloat(a, context), toFloat(b, context)];
  return [a[1], b[1]];
}

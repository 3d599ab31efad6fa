import {didYouMean, type AttributeType, type Expression, type OrderBy, SiddhiAppError} from '@tandem/siddhiql';
import type {Row, Value} from '../api.ts';
import {floatOrder} from '../core/float-order.ts';
import type {Attributes} from '../expression/scope.ts';

export type RowOrder = (a: Row, b: Row) => number;

/** Compares output rows; nulls come last in both directions. Null when nothing is ordered. */
export function planOrder(orderBy: readonly OrderBy[], attributes: Attributes): RowOrder | null {
  if (orderBy.length === 0) return null;
  const keys = orderBy.map(({variable, order}) => {
    const index = attributes.findIndex((a) => a.name === variable.attribute);
    if (index < 0) {
      throw new SiddhiAppError(
        'validation',
        `'order by' sees only the selected attributes, and there is no '${variable.attribute}' among them${didYouMean(
          variable.attribute,
          attributes.map((a) => a.name),
        )}`,
        variable.at,
      );
    }
    return {index, sign: order === 'desc' ? -1 : 1, compare: comparer(attributes[index]!.type)};
  });
  return (a, b) => {
    for (const {index, sign, compare} of keys) {
      const [x, y] = [a[index]!, b[index]!];
      if (x === null || y === null) {
        if (x !== y) return x === null ? 1 : -1;
        continue;
      }
      const c = compare(x, y);
      if (c !== 0) return c * sign;
    }
    return 0;
  };
}

function comparer(type: AttributeType): (a: NonNullable<Value>, b: NonNullable<Value>) => number {
  // Objects have no order of their own: they stay as they came.
  if (type === 'object') return () => 0;
  return (a, b) => {
    if (a < b) return -1;
    if (a > b) return 1;
    return type === 'double' || type === 'float' ? floatOrder(a, b) : 0;
  };
}

/** `limit` and `offset`: int or long constants from 0. */
export function constantCount(expression: Expression | undefined, what: 'limit' | 'offset'): number | null {
  if (!expression) return null;
  const whole =
    expression.kind === 'time' ||
    (expression.kind === 'number' && (expression.type === 'int' || expression.type === 'long'));
  if (!whole) throw new SiddhiAppError('creation', `'${what}' must be an int or long constant`, expression.at);
  const value = Number(expression.kind === 'time' ? expression.ms : expression.value);
  if (value < 0) throw new SiddhiAppError('creation', `'${what}' must not be negative, but is ${value}`, expression.at);
  return value;
}

import {unreachable} from '@tandem/base';
import type {Value} from '../api.ts';

/**
 * Several key values as one text: two lists have one text only if they are
 * equal value by value. Lengths stand before strings, so that no content can
 * imitate a separator. 0 and -0 are one key, as `==` says.
 */
export function keyText(values: readonly Value[]): string {
  return values.map(part).join(',');
}

function part(value: Value): string {
  switch (typeof value) {
    case 'string':
      return `s${value.length}:${value}`;
    case 'number':
      return `n${value === 0 ? 0 : value}`;
    case 'bigint':
      return `n${value}`;
    case 'boolean':
      return value ? 't' : 'f';
    case 'object':
      // Keys of type object are refused when the table is created.
      return 'null';
    default:
      return unreachable(value, 'key value');
  }
}

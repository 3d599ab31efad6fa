import {valueText} from '@tandem/functions';
import type {AttributeType, Variable} from '@tandem/siddhiql';
import type {CodeUnit} from '../expression/code-unit.ts';
import type {Scope} from '../expression/scope.ts';

/**
 * Code of the key of an event's group. One attribute is its own key; several
 * are joined as text. Null and the string 'null' are one group, 0.0 and -0.0
 * are two, NaN is one.
 */
export function groupKey(variables: readonly Variable[], scope: Scope, unit: CodeUnit): string {
  const parts = variables.map((variable) => scope.resolve(variable));
  if (parts.length === 1) return single(parts[0]!.type, parts[0]!.code, unit);
  return parts.map(({type, code}) => `${text(type, code, unit)}+':-:'`).join('+');
}

function single(type: AttributeType, code: string, unit: CodeUnit): string {
  switch (type) {
    case 'string':
      return `(${code}??'null')`;
    case 'float':
    case 'double':
      return `${unit.constant(numberKey)}(${code})`;
    case 'object':
      return text(type, code, unit);
    default:
      return code;
  }
}
function text(type: AttributeType, code: string, unit: CodeUnit): string {
  if (type === 'string') return `(${code}??'null')`;
  if (type === 'int' || type === 'long' || type === 'bool') return `(${code})`;
  return `${unit.constant(valueText)}(${code},${unit.constant(type)})`;
}
const numberKey = (v: number | null): number | string | null => (Object.is(v, -0) ? '-0.0' : v);

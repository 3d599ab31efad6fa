import {valueText} from '@tandem/functions';
import type {AttributeType, Variable} from '@tandem/siddhiql';
import type {CodeUnit} from '../expression/code-unit.ts';
import type {Scope} from '../expression/scope.ts';

/** `text`: the key is always text. */
export type GroupKey = {code: string; text: boolean};

/**
 * Code of the key of an event's group. One attribute is its own key; several
 * are joined as text. Null and the string 'null' are one group, 0.0 and -0.0
 * are two, NaN is one.
 */
export function groupKey(variables: readonly Variable[], scope: Scope, unit: CodeUnit): GroupKey {
  const parts = variables.map((variable) => scope.resolve(variable));
  const [{type, code}] = parts as [(typeof parts)[0]];
  if (parts.length === 1) return {code: single(type, code, unit), text: type === 'string' || type === 'object'};
  return {code: parts.map((part) => `${text(part.type, part.code, unit)}+':-:'`).join('+'), text: true};
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

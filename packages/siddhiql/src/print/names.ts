import {assert} from '@tandem/base';
import type {EventIndex, SourceRef, VariableSource} from '../ast.ts';
import {keywords} from '../token.ts';

const plain = /^[A-Za-z_]\w*$/;

/** A name as it must be written: between back-quotes unless it is plain and no keyword. */
export function name(value: string): string {
  return plain.test(value) && !keywords.has(value.toLowerCase()) ? value : quoted(value);
}

/** A name where only the `reserved` words have a meaning of their own: `min(…)` and `@index` need no quotes. */
export function wordOr(value: string, reserved: readonly string[] = []): string {
  return plain.test(value) && !reserved.includes(value.toLowerCase()) ? value : quoted(value);
}

function quoted(value: string): string {
  assert(value !== '' && !value.includes('`'), `no SiddhiQL name can be ${JSON.stringify(value)}`);
  return `\`${value}\``;
}

/** A string in the first form that can hold it. A text that no form can hold never comes from a parser. */
export function string(value: string): string {
  // oxlint-disable-next-line no-control-regex
  const oneLine = !/[\u0000-\u001f]/.test(value);
  if (oneLine && !/['"]/.test(value)) return `'${value}'`;
  if (oneLine && !value.includes('"')) return `"${value}"`;
  assert(!value.includes('"""') && !value.endsWith('"'), `no SiddhiQL string can hold ${JSON.stringify(value)}`);
  return `"""${value}"""`;
}

export const sourceRef = (source: SourceRef): string => source.prefix + name(source.id);

export const variableSource = ({prefix, id, index}: VariableSource): string => prefix + name(id) + eventIndex(index);

export function eventIndex(index: EventIndex | undefined): string {
  if (!index) return '';
  if ('first' in index) return `[${index.first}]`;
  return index.last === 0 ? '[last]' : `[last - ${index.last}]`;
}

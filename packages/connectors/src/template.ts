import type {AttributeInfo, Row} from '@tandem/engine';
import {type Annotation, refuse} from './options.ts';
import {valueText} from './number-text.ts';

/** Text with `{{attribute}}` in it, compiled for a stream. */
export type Template = {constant: boolean; of: (row: Row) => string};

/** Values are put in as they are, without escaping; `nothing` stands for null. */
export function template(
  source: string,
  attributes: readonly AttributeInfo[],
  at: Annotation,
  text: string,
  nothing = 'null',
): Template {
  const literals: string[] = [];
  const columns: {index: number; type: AttributeInfo['type']}[] = [];
  let end = 0;
  for (const match of source.matchAll(/\{\{([^{}]*)\}\}/g)) {
    const name = (match[1] ?? '').trim();
    const index = attributes.findIndex((a) => a.name === name);
    const attribute = attributes[index];
    if (!attribute)
      refuse(`Attribute : {{${name}}} does not exist in ${attributes.map((a) => a.name).join(', ')}`, at, text);
    literals.push(source.slice(end, match.index));
    columns.push({index, type: attribute.type});
    end = match.index + match[0].length;
  }
  const tail = source.slice(end);
  if (columns.length === 0) return {constant: true, of: () => tail};
  return {
    constant: false,
    of(row) {
      let out = '';
      columns.forEach(({index, type}, i) => {
        const value = row[index] ?? null;
        out += (literals[i] ?? '') + (value === null ? nothing : valueText(value, type));
      });
      return out + tail;
    },
  };
}

import type {Annotation} from '../ast.ts';
import {indent, WIDTH} from './layout.ts';
import {string, wordOr} from './names.ts';

const plainKey = /^[A-Za-z_]\w*([.:-][A-Za-z_]\w*)*$/;

/** Elements first, then nested annotations: the tree does not keep how they were mixed. */
export function annotation({name, app, elements, annotations}: Annotation): string[] {
  const head = `@${app ? 'app:' : ''}${wordOr(name)}`;
  const own = elements.map(({key, value}) => {
    if (key === undefined) return string(value);
    return `${plainKey.test(key) ? key : string(key)}=${string(value)}`;
  });
  const inner = annotations.map(annotation);
  if (own.length + inner.length === 0) return [head];
  const line = `${head}(${[...own, ...inner.flat()].join(', ')})`;
  if (line.length <= WIDTH && inner.every((lines) => lines.length === 1)) return [line];
  const entries = [...own.map((element) => [element]), ...inner];
  return [
    `${head}(`,
    ...indent(entries.flatMap((lines, index) => (index < entries.length - 1 ? withComma(lines) : lines))),
    ')',
  ];
}

const withComma = (lines: string[]): string[] => [...lines.slice(0, -1), `${lines.at(-1) ?? ''},`];

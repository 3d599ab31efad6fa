/** Wider lists are broken up. */
export const WIDTH = 100;

/** Indents each entry; a line break inside an entry belongs to a string or a script and stays as it is. */
export const indent = (lines: string[]): string[] => lines.map((line) => `  ${line}`);

/** `head a, b` on one line when it fits, else one item a line. */
export function list(head: string, items: string[]): string[] {
  const line = `${head} ${items.join(', ')}`;
  if (line.length <= WIDTH || items.length < 2) return [line];
  return [head, ...indent(items.map((item, index) => (index < items.length - 1 ? `${item},` : item)))];
}

/** `head(a, b)` on one line when it fits, else one item a line. */
export function parenthesised(head: string, items: string[]): string[] {
  const line = `${head}(${items.join(', ')})`;
  if (line.length <= WIDTH || items.length < 2) return [line];
  return [`${head}(`, ...indent(items.map((item, index) => (index < items.length - 1 ? `${item},` : item))), ')'];
}

import type {Node} from 'yaml';
import {ConfigRefused} from './refusal.ts';
import whenUsed from './when-used.cjs';

export type Scalar = string | number | boolean | bigint | null;

/** One value of the file: its key path, sections joined by dots whether they were nested or written with dots. */
export type Leaf = {
  path: string;
  value: Scalar;
  line: number;
  /** Index of the list item it belongs to, by path of the list. */ item?: {list: string; index: number; path: string};
};

/** What `${env:X}` and `${sys:X}` stand for. */
export type Placeholders = {env: Record<string, string | undefined>; sys: Record<string, string | undefined>};

/** The leaves of a YAML text in order. Throws `ConfigRefused` when it is no YAML map or a placeholder has no value. */
export function leavesOf(text: string, file: string, placeholders: Placeholders): Leaf[] {
  const {isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument} = whenUsed.yaml;
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {lineCounter});
  const faults = document.errors.map(
    (error) => `${file}, line ${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}`,
  );
  if (faults.length > 0) throw new ConfigRefused(faults);
  const leaves: Leaf[] = [];
  const lineOf = (node: Node | null | undefined): number => lineCounter.linePos(node?.range?.[0] ?? 0).line;

  const visit = (given: Node | null, path: string, line: number, item: Leaf['item']): void => {
    const node = isAlias(given) ? (given.resolve(document) ?? null) : given;
    if (isMap<Node, Node | null>(node)) {
      for (const pair of node.items) {
        const key = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
        const inner = path === '' ? key : `${path}.${key}`;
        visit(
          pair.value,
          inner,
          lineOf(pair.key),
          item && {...item, path: item.path === '' ? key : `${item.path}.${key}`},
        );
      }
    } else if (isSeq<Node>(node)) {
      node.items.forEach((element, index) =>
        visit(element, `${path}[${index}]`, lineOf(element), {list: path, index, path: ''}),
      );
    } else {
      const value = (isScalar(node) ? node.value : null) as Scalar;
      const where = `${file}, line ${line}, ${path}`;
      leaves.push({
        path,
        value: typeof value === 'string' ? filled(value, where, placeholders, faults) : value,
        line,
        ...(item && {item}),
      });
    }
  };
  if (document.contents !== null && !isMap(document.contents))
    throw new ConfigRefused([`${file}, line 1: found ${typeof document.toJS()}, expected sections with keys`]);
  visit(document.contents, '', 1, undefined);
  if (faults.length > 0) throw new ConfigRefused(faults);
  return leaves.filter((leaf) => leaf.path !== '');
}

function filled(value: string, where: string, placeholders: Placeholders, faults: string[]): string {
  return value.replace(/\$\{(\w+):([^}]*)\}/g, (whole, kind: string, name: string) => {
    if (kind !== 'env' && kind !== 'sys') {
      faults.push(`${where}: found ${whole}, expected \${env:NAME} or \${sys:NAME}`);
      return '';
    }
    const found = placeholders[kind][name];
    if (found === undefined)
      faults.push(
        `${where}: ${whole} has no value: ${kind === 'env' ? `the environment variable ${name} is not set` : `give -D ${name}=value`}`,
      );
    return found ?? '';
  });
}

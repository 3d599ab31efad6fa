import {dirname, join, normalize, sep} from 'node:path/posix';
import {must} from '@tandem/base';
import type {Rule} from './rules.ts';
import {sourceImports} from './source-imports.ts';

/** `path`: from the root, with slashes. */
export type Source = {path: string; text: string};

/** Which imports break the rules, one line each, and which packages import one another in a circle. */
export function checkImports(sources: readonly Source[], rules: readonly Rule[]): string[] {
  const edges = new Map<string, Set<string>>();
  const wrong = sources.flatMap(({path, text}) => {
    const rule = rules.find((r) => path.startsWith(r.folder + sep));
    if (!rule) return [`${path}: no rule says what this folder may import`];
    return sourceImports(text).flatMap((name) => {
      const target = targetOf(name, path, rules);
      if (target && target !== rule.name && !isTest(path))
        edges.set(rule.name, (edges.get(rule.name) ?? new Set()).add(must(target.split('/')[0], 'a name')));
      const complaint = judge(name, path, rule, rules);
      return complaint ? [`${path}: ${complaint}`] : [];
    });
  });
  return [...wrong, ...circles(edges)];
}

function judge(name: string, path: string, rule: Rule, rules: readonly Rule[]): string | undefined {
  const target = targetOf(name, path, rules);
  if (target === undefined) return undefined;
  const byPath = name.startsWith('.');
  if (byPath && target === rule.name) return undefined;
  if (byPath && !(rule.inside && rule.may.includes(target)))
    return `'${name}' leaves ${rule.folder}: import '@tandem/${target}'`;
  const [owner] = target.split('/');
  if (!rules.some((r) => r.name === owner)) return `'${name}' is no package of the workspace`;
  const allowed = [...rule.may, ...(isTest(path) ? ['base', 'conformance'] : [])];
  // 'runtime/config' in the rule allows that subpath alone, 'runtime' allows every one.
  if (owner === rule.name || allowed.includes(target) || allowed.includes(must(owner, 'a name'))) return undefined;
  return `'${name}' is not for ${rule.name} (${rule.why}); it may import ${rule.may.join(', ') || 'nothing of the workspace'}`;
}

/** The workspace package, with subpath, that an import leads to; undefined for others. */
function targetOf(name: string, path: string, rules: readonly Rule[]): string | undefined {
  if (name.startsWith('@tandem/')) return name.slice('@tandem/'.length);
  if (!name.startsWith('.')) return undefined;
  const file = normalize(join(dirname(path), name));
  return rules.find((r) => file.startsWith(r.folder + sep))?.name ?? file;
}

const isTest = (path: string): boolean => /\.test\.ts$|\/testing\.ts$|\/(?:test|testing)\//.test(path);

/** Each circle once, from its first name in the alphabet. */
function circles(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const found = new Set<string>();
  const walk = (name: string, way: readonly string[]): void => {
    const start = way.indexOf(name);
    if (start >= 0) {
      const circle = way.slice(start);
      const first = circle.indexOf(must(circle.toSorted()[0], 'a circle'));
      const turned = [...circle.slice(first), ...circle.slice(0, first)];
      found.add(`packages import one another in a circle: ${[...turned, turned[0]].join(' -> ')}`);
      return;
    }
    for (const next of edges.get(name) ?? []) walk(next, [...way, name]);
  };
  for (const name of edges.keys()) walk(name, []);
  return [...found];
}

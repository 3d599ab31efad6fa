/** A step into an object by name, or into an array by index. */
export type Path = readonly (string | number)[];

/** `$.a.b`, `$['a'][0]`, `a.b`; undefined for anything else (wildcards, filters, slices). */
export function parsePath(source: string): Path | undefined {
  const path: (string | number)[] = [];
  let rest = source.trim();
  if (rest.startsWith('$')) rest = rest.slice(1);
  else if (!rest.startsWith('.') && !rest.startsWith('[')) rest = `.${rest}`;
  while (rest !== '') {
    const step = /^(?:\.([^.[\]'"*?@()]+)|\[(\d+)\]|\['([^']+)'\]|\["([^"]+)"\])/.exec(rest);
    if (!step) return undefined;
    path.push(step[2] === undefined ? (step[1] ?? step[3] ?? step[4] ?? '') : Number(step[2]));
    rest = rest.slice(step[0].length);
  }
  return path;
}

export function pathText(path: Path): string {
  return `$${path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')}`;
}

/** What lies at the path; undefined when nothing does. */
export function at(root: unknown, path: Path): unknown {
  let here: unknown = root;
  for (const step of path) {
    if (here === null || typeof here !== 'object') return undefined;
    if (typeof step === 'number' ? !Array.isArray(here) : Array.isArray(here)) return undefined;
    here = Object.hasOwn(here, step) ? (here as Record<string | number, unknown>)[step] : undefined;
  }
  return here;
}

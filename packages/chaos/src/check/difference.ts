import type {Wrong} from './outputs.ts';

/** How the outputs of the sinks differ from those of a run without failure; both as hashes in order. */
export function difference(
  found: ReadonlyMap<string, readonly number[]>,
  wanted: ReadonlyMap<string, readonly number[]>,
): Wrong[] {
  const wrong: Wrong[] = [];
  for (const sink of new Set([...found.keys(), ...wanted.keys()])) {
    const [have, want] = [found.get(sink) ?? [], wanted.get(sink) ?? []];
    const left = new Map<number, number>();
    for (const hash of want) left.set(hash, (left.get(hash) ?? 0) + 1);
    let surplus = 0;
    for (const hash of have) {
      const open = left.get(hash) ?? 0;
      if (open > 0) left.set(hash, open - 1);
      else surplus++;
    }
    const lost = [...left.values()].reduce((sum, count) => sum + count, 0);
    const first = have.findIndex((hash, i) => hash !== want[i]);
    const where = `of ${want.length}, from number ${first < 0 ? have.length : first} on`;
    if (lost > 0) wrong.push({kind: 'lost', what: `${sink}: ${lost} outputs ${where}`});
    if (surplus > 0)
      wrong.push({kind: 'doubled', what: `${sink}: ${surplus} outputs that nothing asked for, ${where}`});
    if (lost + surplus === 0 && first >= 0) wrong.push({kind: 'order', what: `${sink}: ${where}`});
  }
  return wrong;
}

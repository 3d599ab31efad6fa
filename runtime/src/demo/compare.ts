import type {Received} from './collector.ts';

export type Difference = {lost: number; duplicated: number; outOfOrder: number};

/** Where an output stands at its sink: `<app>/<sink>/<sequence>.<ordinal>`. */
function placeOf(id: string): {sink: string; sequence: number; ordinal: number} {
  const match = /^(.*)\/(\d+)\.(\d+)$/.exec(id);
  if (!match) throw new Error(`"${id}" is no id of an output`);
  return {sink: match[1] ?? '', sequence: Number(match[2]), ordinal: Number(match[3])};
}

/** The bodies at each sink, in the order of their ids. */
export function bySink(received: readonly Received[]): Map<string, string[]> {
  const placed = received.map(({id, body}) => ({...placeOf(id), body}));
  placed.sort((a, b) => a.sequence - b.sequence || a.ordinal - b.ordinal);
  const sinks = new Map<string, string[]>();
  for (const {sink, body} of placed) {
    const list = sinks.get(sink);
    if (list) list.push(body);
    else sinks.set(sink, [body]);
  }
  return sinks;
}

/** How what came differs from what an uninterrupted run gives. Equal lists differ in nothing. */
export function difference(found: ReadonlyMap<string, string[]>, wanted: ReadonlyMap<string, string[]>): Difference {
  const total: Difference = {lost: 0, duplicated: 0, outOfOrder: 0};
  for (const sink of new Set([...found.keys(), ...wanted.keys()])) {
    const [have, want] = [found.get(sink) ?? [], wanted.get(sink) ?? []];
    const left = new Map<string, number>();
    for (const body of want) left.set(body, (left.get(body) ?? 0) + 1);
    let surplus = 0;
    for (const body of have) {
      const open = left.get(body) ?? 0;
      if (open > 0) left.set(body, open - 1);
      else surplus++;
    }
    const lost = [...left.values()].reduce((sum, count) => sum + count, 0);
    total.lost += lost;
    total.duplicated += surplus;
    if (lost === 0 && surplus === 0) total.outOfOrder += have.filter((body, i) => body !== want[i]).length;
  }
  return total;
}

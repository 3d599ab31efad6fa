import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {run} from './testing.ts';

type Sent = {stream: 'A' | 'B'; key: string; value: number; ts: number};
type Join = {name: string; condition: string; holds: (a: Sent, b: Sent) => boolean};

const joins: Join[] = [
  {name: 'of one key', condition: 'k == e1.k', holds: (a, b) => a.key === b.key},
  {
    name: 'of one key, rising',
    condition: 'v > e1.v and e1.k == k',
    holds: (a, b) => a.key === b.key && b.value > a.value,
  },
  {name: 'rising', condition: 'v > e1.v', holds: (a, b) => b.value > a.value},
  {name: 'of one value', condition: 'v == e1.v', holds: (a, b) => b.value === a.value},
];

/** By definition: each A is completed by the first later B that fits, unless too much time lies between. */
function expected(events: readonly Sent[], holds: Join['holds'], within: number): string {
  const rows: string[] = [];
  for (const [j, b] of events.entries()) {
    if (b.stream !== 'B') continue;
    for (const [i, a] of events.slice(0, j).entries()) {
      if (a.stream !== 'A' || b.ts - a.ts > within || !holds(a, b)) continue;
      const taken = events.slice(i + 1, j).some((c) => c.stream === 'B' && holds(a, c));
      if (!taken) rows.push(`${a.value},${b.value}@${b.ts}`);
    }
  }
  return rows.join(' ');
}

const sent = fc.record({
  stream: fc.constantFrom('A' as const, 'B' as const),
  key: fc.constantFrom('x', 'y', 'z'),
  value: fc.nat(5),
  gap: fc.nat(300),
});

test.each(joins)('every A -> B $name within a bound is what its definition says', ({condition, holds}) => {
  fc.assert(
    fc.property(fc.array(sent, {maxLength: 60}), fc.integer({min: 1, max: 2000}), (list, within) => {
      let ts = 1000;
      const events = list.map(({gap, ...event}): Sent => ({...event, ts: (ts += gap)}));
      const steps = events.map((e) => `${e.stream}${e.key}${e.value}@${e.ts}`).join(' ');
      const pattern = `every e1=A -> e2=B[${condition}] within ${within} millisec select e1.v as a, e2.v as b`;
      expect(run(pattern, steps, {stamps: true})).toBe(expected(events, holds, within));
    }),
    {numRuns: 150},
  );
});

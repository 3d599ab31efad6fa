import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import type {SiddhiApp, Value} from '../api.ts';
import {createApp} from '../create-app.ts';

const T = 1_577_836_800_000;
const sizes = {SECONDS: 1000, MINUTES: 60_000, HOURS: 3_600_000};
type Event = {k: string | null; v: number | bigint | null; p: number | null; at: number};

/** `max`: which is added to the cells at once, so that these are not packed. */
const make = (max: boolean): SiddhiApp => {
  const app = createApp(`define stream S (k string, v long, p double, ts long);
    define aggregation A from S select k, sum(v) as t, avg(p) as a, ${max ? 'max(v) as m, ' : ''}count() as c group by k
    aggregate by ts every sec ... hour;`);
  app.start();
  return app;
};
const send = (app: SiddhiApp, {k, v, p, at}: Event): void => app.send('S', [k, v, p, T + at]);
const tables = (app: SiddhiApp): unknown[] =>
  Object.keys(sizes).map((name) => app.query(`from A_${name}`).map(({data}) => data));

/** The tables by their definition: each event added to its bucket, one after the other. */
function expected(events: readonly Event[], max: boolean): unknown[] {
  return Object.values(sizes).map((size) => {
    const rows = new Map<string, {start: number; k: string | null; t: Value; p: number | null; m: Value; c: number}>();
    for (const {k, v, p, at} of events) {
      const start = T + Math.floor(at / size) * size;
      const key = `${start} ${k === null ? '' : `'${k}`}`;
      const row = rows.get(key) ?? {start, k, t: null, p: null, m: null, c: 0};
      rows.set(key, row);
      row.c++;
      if (v !== null) {
        const sum = row.t === null ? BigInt(v) : BigInt.asIntN(64, BigInt(row.t as number) + BigInt(v));
        row.t = Number.isSafeInteger(Number(sum)) ? Number(sum) : sum;
        if (row.m === null || v > (row.m as number)) row.m = v;
      }
      if (p !== null) row.p = row.p === null ? p : row.p + p;
    }
    return [...rows.values()]
      .sort((a, b) => a.start - b.start)
      .map(({start, k, t, p, m, c}) => (max ? [start, start, k, t, p, c, m] : [start, start, k, t, p, c]));
  });
}

const event = fc.record({
  k: fc.constantFrom('a', 'b', '', null),
  v: fc.constantFrom(1, -2, 2 ** 31, Number.MAX_SAFE_INTEGER, 2n ** 62n, null),
  p: fc.constantFrom(0.1, 0.2, 1e16, -0, 0, null),
  at: fc.oneof(fc.nat(2500), fc.nat(300_000)),
});

test('what is read at any time is what each event, added for itself, would have made', () =>
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.array(fc.tuple(event, fc.integer({min: 0, max: 4})), {maxLength: 60}),
      (max, steps) => {
        const app = make(max);
        let cut: {taken: ReturnType<SiddhiApp['cut']>; wanted: Uint8Array} | undefined;
        for (const [i, [its, then]] of steps.entries()) {
          send(app, its);
          const sofar = steps.slice(0, i + 1).map(([e]) => e);
          if (then === 0) expect(tables(app)).toEqual(expected(sofar, max));
          if (then === 1 && !cut) {
            const other = make(max);
            for (const e of sofar) send(other, e);
            cut = {taken: app.cut(), wanted: other.snapshot()};
          }
        }
        expect(tables(app)).toEqual(
          expected(
            steps.map(([e]) => e),
            max,
          ),
        );
        if (!cut) return;
        const writing = cut.taken.snapshot();
        let step = writing.next();
        while (!step.done) step = writing.next();
        expect(Buffer.concat(step.value)).toEqual(Buffer.from(cut.wanted));
      },
    ),
    {numRuns: 200},
  ));

test('more groups than are remembered are counted as well', () => {
  const app = make(false);
  const many = 66_000;
  const events: Event[] = [];
  for (let i = 0; i < 2 * many; i++)
    events.push({k: `k${(i * 7) % many}`, v: i, p: i / 8, at: i % 1500 < 1000 ? 1 : 5000});
  for (const each of events) send(app, each);
  expect(JSON.stringify(tables(app)) === JSON.stringify(expected(events, false))).toBe(true);
});

test('buckets that were left behind are read, saved and added to as they were', () => {
  const app = make(false);
  const events: Event[] = [];
  const add = (its: Event): void => {
    events.push(its);
    send(app, its);
  };
  // The second bucket holds what cannot be packed: a sum of nothing, one beyond the safe range.
  for (let second = 0; second < 6; second++)
    for (const k of ['a', 'b', null])
      add({k, v: second === 1 ? (k === 'a' ? null : 2n ** 62n) : second, p: second / 8, at: second * 1000 + 1});
  expect(tables(app)).toEqual(expected(events, false));
  const bytes = app.snapshot();
  const again = make(false);
  expect(again.restore(bytes)).toEqual([]);
  expect(tables(again)).toEqual(expected(events, false));
  for (const second of [0, 1, 0, 3, 2, 5, 0]) add({k: 'a', v: 7, p: 0.5, at: second * 1000 + 2});
  add({k: 'new', v: 1, p: null, at: 0});
  expect(tables(app)).toEqual(expected(events, false));
});

test('what is gathered for a group that is not seen again is in its bucket when that is packed', () => {
  const app = make(false);
  const events: Event[] = [];
  const add = (k: string, at: number): void => {
    const its = {k, v: 3, p: 0.25, at};
    events.push(its);
    send(app, its);
  };
  add('a', 0);
  expect(tables(app)).toEqual(expected(events, false));
  add('a', 1);
  for (const at of [1000, 2000, 3000, 4000]) add('b', at);
  expect(tables(app)).toEqual(expected(events, false));
});

import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {partOf, WideMap} from './wide-map.ts';

const key = fc.oneof(
  fc.constantFrom<unknown>(0, -0, NaN, Infinity, -1, 2 ** 40, 2n ** 70n, 5n, '', 'a', true, false, null),
  fc.integer({min: 0, max: 30}),
  fc.double(),
  fc.string({maxLength: 30}),
);

test('it says what a map says, with one map and with many', () =>
  fc.assert(
    fc.property(
      fc.array(fc.record({what: fc.constantFrom('set', 'set', 'set', 'delete', 'clear'), key, value: fc.nat()}), {
        maxLength: 60,
      }),
      fc.constantFrom(0, 5, 1000),
      (does, most) => {
        const wide = new WideMap<unknown, number>(most);
        const map = new Map<unknown, number>();
        for (const {what, key: k, value} of does) {
          if (what === 'set') {
            wide.set(k, value);
            map.set(k, value);
          } else if (what === 'delete') expect(wide.delete(k)).toBe(map.delete(k));
          else if (value % 10 === 0) {
            wide.clear();
            map.clear();
          }
          expect([wide.size, wide.get(k), wide.has(k)]).toEqual([map.size, map.get(k), map.has(k)]);
        }
        expect(new Map(wide)).toEqual(map);
        expect(new Set(wide.keys())).toEqual(new Set(map.keys()));
        const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);
        expect(sum(wide.values())).toBe(sum(map.values()));
      },
    ),
  ));

test.each<[string, (i: number) => unknown]>([
  ['numbers one after the other', (i) => i],
  ['numbers far apart', (i) => i * 4096],
  ['times', (i) => 1_700_000_000_000 + i * 1000],
  ['prices', (i) => 100 + i / 7],
  ['parts of one', (i) => i / 10_000],
  ['beyond a number', (i) => 2n ** 60n + BigInt(i)],
  ['names with a number at the end', (i) => `K${i}`],
  ['numbers with zeros before', (i) => `customer-${String(i).padStart(12, '0')}`],
  ['a number in the middle of a long name', (i) => `host-${i}.eu-west-1.compute.internal.example.com`],
  ['two attributes, the last one always the same', (i) => `customer ${i}:-:some region that all of them are in:-:`],
])('no part has many more than its share: %s', (_, of) => {
  const counts = new Map<number, number>();
  for (let i = 0; i < 25_600; i++) counts.set(partOf(of(i)), (counts.get(partOf(of(i))) ?? 0) + 1);
  expect(Math.max(...counts.values())).toBeLessThan(600);
});

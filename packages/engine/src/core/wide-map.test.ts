import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {hashOf} from './key-hash.ts';
import {WideMap} from './wide-map.ts';

type Key = {} | null;
const key = fc.oneof(
  fc.constantFrom<Key>(0, -0, NaN, Infinity, -1, 2 ** 40, 2n ** 70n, 5n, '', 'a', true, false, null),
  fc.integer({min: 0, max: 30}),
  fc.double(),
  fc.string({maxLength: 30}),
);

test('it says what a map says, with a map and with parts', () =>
  fc.assert(
    fc.property(
      fc.array(
        fc.record({what: fc.constantFrom('set', 'set', 'add', 'delete', 'delete', 'clear'), key, value: fc.nat()}),
        {
          maxLength: 60,
        },
      ),
      fc.constantFrom(0, 5, 1000),
      (does, most) => {
        const wide = new WideMap<Key, number>(most);
        const map = new Map<Key, number>();
        for (const {what, key: k, value} of does) {
          if (what === 'set') {
            wide.set(k, value);
            map.set(k, value);
          } else if (what === 'add') {
            expect(wide.add(k, value)).toBe(!map.has(k));
            if (!map.has(k)) map.set(k, value);
          } else if (what === 'delete') expect(wide.delete(k)).toBe(map.delete(k));
          else if (value % 10 === 0) {
            wide.clear();
            map.clear();
          }
          expect([wide.size, wide.get(k), wide.has(k)]).toEqual([map.size, map.get(k), map.has(k)]);
        }
      },
    ),
  ));

const kinds: [string, (i: number) => Key][] = [
  ['numbers one after the other', (i) => i],
  ['numbers far apart', (i) => i * 4096],
  ['numbers very far apart', (i) => i * 2 ** 32],
  ['times', (i) => 1_700_000_000_000 + i * 1000],
  ['prices', (i) => 100 + i / 7],
  ['parts of one', (i) => i / 10_000],
  ['beyond a number', (i) => 2n ** 60n + BigInt(i)],
  ['names with a number at the end', (i) => `K${i}`],
  ['numbers with zeros before', (i) => `customer-${String(i).padStart(12, '0')}`],
  ['a number in the middle of a long name', (i) => `host-${i}.eu-west-1.compute.internal.example.com`],
  ['two attributes, the last one always the same', (i) => `customer ${i}:-:some region that all of them are in:-:`],
];

test.each(kinds)('hashes are evenly spread, by the first bits and by the last: %s', (_, of) => {
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  for (let i = 0; i < 25_600; i++) {
    const hash = hashOf(of(i));
    first.set(hash >>> 24, (first.get(hash >>> 24) ?? 0) + 1);
    last.set(hash & 255, (last.get(hash & 255) ?? 0) + 1);
  }
  expect(Math.max(...first.values(), ...last.values())).toBeLessThan(160);
});

test.each([...kinds, ['keys of one hash', (i: number) => ({i})] as const])(
  'what has come to many parts is found there, until they are few again: %s',
  (_, of) => {
    const keys = Array.from({length: 25_600}, (__, i) => of(i));
    const wide = new WideMap<Key, number>(100);
    for (const [i, each] of keys.entries()) wide.set(each, i);
    for (const each of keys.slice(0, 300)) wide.set(each, -1);
    expect(keys.slice(0, 1000).map((each) => wide.add(each, -2))).not.toContain(true);
    const wrong = (from: number, to: number, want: (i: number) => number | undefined): number[] =>
      Array.from({length: to - from}, (__, n) => from + n).filter((i) => wide.get(keys[i]!) !== want(i));
    expect(wide.size).toBe(keys.length);
    expect([...wrong(0, 300, () => -1), ...wrong(300, keys.length, (i) => i)]).toEqual([]);
    for (let gone = 0; gone < keys.length; gone += 5120) {
      for (const each of keys.slice(gone, gone + 5120)) expect(wide.delete(each)).toBe(true);
      const to = gone + 5120;
      expect([...wrong(gone, to, () => undefined), ...wrong(to, keys.length, (i) => i)]).toEqual([]);
    }
    expect([wide.size, wide.delete(keys[0]!)]).toEqual([0, false]);
    wide.set(keys[7]!, 7);
    expect([wide.size, wide.get(keys[7]!)]).toEqual([1, 7]);
  },
);

import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {OrderedMap} from './ordered-map.ts';

type Entry = {readonly key: number; at: number};

test('entries stand in the order in which they came, be they few or many', () =>
  fc.assert(
    fc.property(
      fc.array(fc.record({add: fc.boolean(), key: fc.nat(40)}), {maxLength: 200}),
      fc.constantFrom(0, 30),
      fc.constantFrom(0, 4, 20, 1000),
      (does, expected, most) => {
        const ordered = new OrderedMap<number, Entry>(expected, most);
        const map = new Map<number, Entry>();
        for (const {add, key} of does) {
          const known = map.get(key);
          expect(ordered.get(key)).toBe(known);
          if (add && !known) {
            map.set(key, {key, at: 0});
            ordered.add(map.get(key)!);
          } else if (!add && known) {
            map.delete(key);
            ordered.remove(known);
          }
          expect(ordered.size).toBe(map.size);
        }
        expect([...ordered.entries()]).toEqual([...map.values()]);
      },
    ),
  ));

test('who goes through the entries meets each that was there and has not gone, while they become many or few', () => {
  const ordered = new OrderedMap<number, Entry>(0, 8);
  const entries = Array.from({length: 400}, (_, key) => ({key, at: 0}));
  for (const entry of entries.slice(0, 6)) ordered.add(entry);
  const met: number[] = [];
  for (const {key} of ordered.entries()) {
    met.push(key);
    if (key === 2) for (const entry of entries.slice(6, 100)) ordered.add(entry);
  }
  expect(met.slice(0, 6)).toEqual([0, 1, 2, 3, 4, 5]);
  met.length = 0;
  for (const {key} of ordered.entries()) {
    met.push(key);
    if (key === 50) for (const entry of entries.slice(0, 95)) ordered.remove(entry);
  }
  expect(new Set(met)).toEqual(new Set([...met, 95, 96, 97, 98, 99]));
  expect([...ordered.entries()].map(({key}) => key)).toEqual([95, 96, 97, 98, 99]);
});

import {expect, test} from 'vitest';
import {KeySlots, slotOf} from './key-slots.ts';

type Entry = {key: string; value: number};
const filled = (keys: readonly string[]): {slots: KeySlots<Entry>; map: Map<string, Entry>} => {
  const slots = new KeySlots<Entry>({key: '', value: -1});
  const map = new Map<string, Entry>();
  for (const [value, key] of keys.entries()) {
    map.set(key, {key, value});
    slots.found(key, map.get(key)!, map);
  }
  // When there are more slots, all begin anew.
  for (const key of keys) slots.found(key, map.get(key)!, map);
  return {slots, map};
};
const found = ({slots}: ReturnType<typeof filled>, keys: readonly string[]): number => {
  let count = 0;
  for (const key of keys) if (slots.slots[slotOf(key, slots)]!.key === key) count++;
  return count;
};
const numbered = (count: number, of: (i: number) => string): string[] => Array.from({length: count}, (_, i) => of(i));

test.each([
  ['a number at the end', (i: number) => `S${i}`],
  ['a number with zeros before', (i: number) => `customer-${String(i).padStart(8, '0')}`],
  ['a number in the middle', (i: number) => `host-${i}.eu-west-1.example.com`],
  ['a number at the start', (i: number) => `${i}:order`],
  ['two attributes', (i: number) => `${i % 10}:-:${Math.floor(i / 10)}:-:`],
])('most of a hundred keys are found by their letters: %s', (_, of) => {
  const keys = numbered(100, of);
  expect(found(filled(keys), keys)).toBeGreaterThan(85);
});

test('a slot holds what was found last; others stay in the map', () => {
  const {slots, map} = filled(numbered(64, (i) => `S${i}`));
  const [one, other] = [
    {key: 'same-a', value: 1},
    {key: 'same-a', value: 2},
  ];
  slots.found('same-a', one, map);
  slots.found('same-a', other, map);
  expect(slots.slots[slotOf('same-a', slots)]).toBe(other);
});

test('keys of any kind have a slot: empty, one letter, beyond Latin, longer than what is looked at', () => {
  const keys = ['', 'x', '日本語', '😀', 'y'.repeat(10_000), 'null', '__proto__'];
  const {slots} = filled([...keys, ...numbered(100, (i) => `S${i}`)]);
  for (const key of keys) expect(slots.slots[slotOf(key, slots)]).toBeDefined();
});

test('few keys need little, many keys no slots at all', () => {
  expect(filled(numbered(3, (i) => `S${i}`)).slots.slots).toHaveLength(1);
  expect(filled(numbered(100, (i) => `S${i}`)).slots.slots.length).toBeLessThanOrEqual(1024);
  expect(filled(numbered(5000, (i) => `S${i}`)).slots.slots).toHaveLength(1);
});

test('forgotten entries are found no more', () => {
  const keys = numbered(100, (i) => `S${i}`);
  const all = filled(keys);
  all.slots.clear();
  expect(found(all, keys)).toBe(0);
});

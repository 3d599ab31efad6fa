import {expect, test} from 'vitest';
import {readOptions} from './options.ts';

const read = (...words: string[]) => readOptions(['node', 'chaos', ...words]);

test('without words it runs every fault under 2,000 events a second, with a seed of its own', () => {
  const options = read();
  expect(options).toMatchObject({rate: 2000, durability: 'replica', faults: [], json: false});
  expect(options.seed).toBeGreaterThan(0);
});

test('the last of two seeds counts: the one that was printed is the one that is used', () =>
  expect(read('--seed', '4', '--seed', '5').seed).toBe(5));

test('upgrades begin at the commit that is named, or at the last one of the version before', () => {
  expect(read('--from', 'v1').from).toBe('v1');
  expect(read('--from').from).toMatch(/^[0-9a-f]{7}$/);
  expect(read().from).toBeUndefined();
});

test.each([
  [['--faults', 'kill-active,earthquake'], /--faults: found earthquake, expected some of kill-active/],
  [['--minutes', 'soon'], /--minutes: found soon, expected a number above 0/],
  [['--rate', '0'], /--rate: found 0/],
  [['--from', 'v1', '--faults', 'kill-active'], /--from: found --image or --faults too/],
])('%j is refused', (words, message) => expect(() => read(...words)).toThrow(message));

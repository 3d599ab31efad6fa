import {expect, test} from 'vitest';
import {RememberedKeys} from './remembered-keys.ts';

const answer = (sequence: number, at: number) => ({sequence, at, events: 1});

test('the newest keys stay, however many have left before them', () => {
  const keys = new RememberedKeys(1000, 600_000);
  for (let n = 1; n <= 20_000; n++) {
    keys.remember(`k${n}`, answer(n, n));
    expect([keys.get(`k${n}`)?.sequence, keys.get(`k${n - 1000}`)]).toEqual([n, undefined]);
    if (n >= 1000) expect(keys.get(`k${n - 999}`)?.sequence).toBe(n - 999);
  }
});

test('what is older than the age leaves with the next key, and no sooner', () => {
  const keys = new RememberedKeys(1000, 6000);
  for (let n = 0; n < 90; n++) keys.remember(`k${n}`, answer(n, n * 100));
  expect([keys.get('k28'), keys.get('k29')?.sequence]).toEqual([undefined, 29]);
});

test('a key that is remembered again leaves once', () => {
  const keys = new RememberedKeys(2, 600_000);
  for (const [n, key] of ['a', 'b', 'a', 'c', 'd', 'e'].entries()) keys.remember(key, answer(n, n));
  expect(['a', 'b', 'c', 'd', 'e'].map((key) => keys.get(key)?.sequence)).toEqual([
    undefined,
    undefined,
    undefined,
    4,
    5,
  ]);
});

test('restored keys leave in the order in which they were saved', () => {
  const keys = new RememberedKeys(3, 600_000);
  keys.remember('gone', answer(0, 0));
  keys.restore([
    ['a', 1, 10, 1],
    ['b', 2, 20, 1],
  ]);
  keys.remember('c', answer(3, 30));
  keys.remember('d', answer(4, 40));
  expect(['gone', 'a', 'b', 'c', 'd'].map((key) => keys.get(key)?.sequence)).toEqual([undefined, undefined, 2, 3, 4]);
});

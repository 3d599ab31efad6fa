import {expect, test} from 'vitest';
import {settingsTable} from '../stacks/settings.ts';
import {CHOICES, pairwise} from './combinations.ts';

const choices = {a: [1, 2, 3], b: [true, false], c: ['x', 'y'], d: [undefined, 0]};

test('any two values of any two settings meet in some combination', () => {
  const rows = pairwise(choices);
  const names = Object.keys(choices) as (keyof typeof choices)[];
  for (const [at, one] of names.entries())
    for (const other of names.slice(at + 1))
      for (const first of choices[one])
        for (const second of choices[other])
          expect(rows.some((row) => row[one] === first && row[other] === second)).toBe(true);
});

test('there are far fewer of them than of all combinations', () => {
  expect(pairwise(choices).length).toBeLessThan(10);
  expect(pairwise(CHOICES).length).toBeLessThan(20);
});

test('every setting that is checked is one of the cluster', () =>
  expect(Object.keys(settingsTable)).toEqual(expect.arrayContaining(Object.keys(CHOICES))));

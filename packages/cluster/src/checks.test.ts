import {expect, test} from 'vitest';
import {Checks, differing} from './checks.ts';
import type {StateCut, StatePart} from './ports.ts';

const part = (operator: string): StatePart => ({app: 'A', operator});
const cutOf = (sizes: Record<string, number>): StateCut => ({
  *parts() {
    yield;
    return [];
  },
  *checksum({operator}) {
    yield;
    const bytes = sizes[operator];
    return bytes === undefined ? undefined : {sum: bytes * 3, bytes};
  },
  close() {},
});
function read(checks: Checks, parts: readonly StatePart[], cut: StateCut): string[] {
  const steps = checks.read(parts, cut);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value.map(({operator, sum}) => `${operator} ${sum}`);
}

test('a small state is compared whole at each cut', () => {
  const checks = new Checks();
  const parts = ['a', 'b', 'c'].map(part);
  for (let i = 0; i < 3; i++) expect(checks.choose(parts)).toEqual(parts);
});

test('a large state is compared part by part, once it is known to be large', () => {
  const checks = new Checks();
  const parts = ['a', 'b', 'c', 'd'].map(part);
  const sizes = {a: 900_000, b: 900_000, c: 9_000_000, d: 1};
  expect(read(checks, checks.choose(parts), cutOf(sizes))).toEqual(['a 2700000', 'b 2700000', 'c 27000000', 'd 3']);
  const chosen = Array.from({length: 4}, () =>
    checks
      .choose(parts)
      .map(({operator}) => operator)
      .join(''),
  );
  expect(chosen).toEqual(['ab', 'c', 'dab', 'c']);
});

test('a part that is gone says nothing', () => {
  expect(read(new Checks(), ['a', 'gone'].map(part), cutOf({a: 1}))).toEqual(['a 3']);
});

test('the first part with another sum is named, and whether it is there at all', async () => {
  const checks = [
    {...part('a'), sum: 1},
    {...part('b'), sum: 2},
  ];
  const mine =
    (sums: Record<string, number>) =>
    async ({operator}: StatePart) => {
      const sum = sums[operator];
      return sum === undefined ? undefined : {sum};
    };
  expect(await differing(checks, mine({a: 1, b: 2}))).toBeUndefined();
  expect(await differing(checks, mine({a: 1, b: 3}))).toEqual({part: part('b'), isHere: true});
  expect(await differing(checks, mine({b: 2}))).toEqual({part: part('a'), isHere: false});
});

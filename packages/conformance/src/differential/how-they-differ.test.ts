import {expect, test} from 'vitest';
import {onlyKindsAndOrderDiffer, onlyValuesDiffer} from './how-they-differ.ts';

const difference = (expected: string[], got: string[]) => ({what: 'outputs' as const, step: 0, expected, got});
const cutOff = (theirs: string, ours: string): boolean => Math.trunc(Number(ours)) === Number(theirs);

test('rows without an order find their like where what differs moves a row to another place', () => {
  const mean = difference(
    ['#0 @query [1, 2, a]', '#0 @query [1, 2, c]'],
    ['#0 @query [1, 2, c]', '#0 @query [1, 2.5, a]'],
  );
  expect(onlyValuesDiffer(mean, cutOff, true)).toBe(true);
  expect(onlyValuesDiffer(mean, cutOff)).toBe(false);
  expect(onlyValuesDiffer({...mean, expected: [...mean.expected, '#0 @query [9, 9, z]']}, cutOff, true)).toBe(false);
  expect(onlyValuesDiffer({...mean, got: ['#0 @query [1, 2, c]', '#0 @query [1, 3.5, a]']}, cutOff, true)).toBe(false);
});

test('a large float is the same with as few digits as tell it apart, a smaller whole number is not', () => {
  const never = (): boolean => false;
  const same = (theirs: string, ours: string): boolean =>
    onlyValuesDiffer(difference([`#0 q current [${theirs}]`], [`#0 q current [${ours}]`]), never);
  expect(same('-9223372000000000000', '-9223372036854776000')).toBe(true);
  expect(same('-9223372000000000000', '-9223371000000000000')).toBe(false);
  expect(same('16777216', '16777217')).toBe(false);
});

test('the same rows as current and expired differ by kind and order only', () => {
  const got = ['#0 q current [6] @5', '#0 q current [7] @8'];
  expect(onlyKindsAndOrderDiffer(difference(['#0 q current [7] @8', '#0 q expired [6] @5'], got))).toBe(true);
  expect(onlyKindsAndOrderDiffer(difference(['#0 q current [7] @8', '#0 q expired [5] @5'], got))).toBe(false);
  expect(onlyKindsAndOrderDiffer(difference(['#0 q expired [6] @5'], got))).toBe(false);
});

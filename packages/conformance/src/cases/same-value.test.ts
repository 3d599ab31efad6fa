import {expect, test} from 'vitest';
import type {Recorded} from './case.ts';
import {sameValue} from './same-value.ts';
import {sentValue} from './sent-value.ts';

const big = 2n ** 53n + 1n;

test.each<[Recorded, unknown, string | undefined, boolean]>([
  [null, null, 'int', true],
  [null, undefined, 'int', false],
  [0, null, 'int', false],
  [0, -0, 'double', true],
  [1, 1, 'int', true],
  [1, 1n, 'long', false],
  [{$long: String(big)}, big, 'long', true],
  [{$long: String(big)}, Number(big), 'long', false],
  [{$long: '5'}, 5, 'long', true],
  [{$long: '5'}, 5n, 'long', false],
  [0.1, Math.fround(0.1), 'float', true],
  [0.1, Math.fround(0.1), 'double', false],
  [0.1, 0.1 + 2e-17, 'double', false],
  ['NaN', Number.NaN, 'double', true],
  ['NaN', 'NaN', 'string', true],
  ['NaN', Number.POSITIVE_INFINITY, 'double', false],
  ['-Infinity', Number.NEGATIVE_INFINITY, 'float', true],
  [true, 'true', 'bool', false],
  [{$set: ['a', 'b']}, new Set(['b', 'a']), 'object', true],
  [{$set: ['a', 'b']}, new Set(['b', 'c']), 'object', false],
  [{$set: ['a']}, ['a'], 'object', false],
  [{x: 1, y: ['p', 2]}, {y: ['p', 2], x: 1}, 'object', true],
  [{x: 1}, {x: 1, y: 2}, 'object', false],
  [[1, 'two', null], [1, 'two', null], 'object', true],
  [[1], {0: 1}, 'object', false],
])('%j is %o as %s: %s', (expected, got, type, same) => {
  expect(sameValue(expected, got, {type, lenient: false})).toBe(same);
});

test('lenient lets only the last digits of doubles differ', () => {
  const how = {type: 'double', lenient: true};
  expect(sameValue(1e20, 1e20 * (1 + 5e-13), how)).toBe(true);
  expect(sameValue(1e20, 1e20 * (1 + 5e-12), how)).toBe(false);
});

test.each<[Recorded, string | undefined, unknown]>([
  ['NaN', 'double', Number.NaN],
  ['NaN', 'string', 'NaN'],
  [{$long: String(big)}, 'long', big],
  [{$long: '-7'}, 'long', -7],
  [{$long: 5}, 'object', 5],
  [{$string: 'x'}, 'int', 'x'],
  [{$int: 3}, 'string', 3],
  [{$bool: true}, 'int', true],
  [{$float: 'Infinity'}, 'int', Number.POSITIVE_INFINITY],
  [{$set: [1, {$long: String(big)}]}, 'object', new Set([1, big])],
  [{x: 1}, 'object', {x: 1}],
])('%j is sent to a %s as %o', (recorded, type, sent) => {
  expect(sentValue(recorded, type)).toEqual(sent);
});

import {expect, test} from 'vitest';
import {createApp} from '../create-app.ts';
import {evaluate} from '../testing.ts';

const MAX = 9223372036854775807n;

test.each([
  ['2147483647 + 1', -2147483648],
  ['7 / 2', 3],
  ['(0 - 7) / 2', -3],
  ['(0 - 7) % 2', -1],
  ['1 / 0', null],
  ['1.0 / 0.0', null],
  ['5 % 0', null],
  ['9223372036854775807L + 1L', -9223372036854775808n],
  ['9223372036854775807L * 9223372036854775807L', 1],
  ['9007199254740993L - 1L', 9007199254740992n],
  ['9007199254740993L - 2L', 9007199254740991],
  ['3000000000L / 7', 428571428],
  ['0.1f * 0.1f', Math.fround(Math.fround(0.1) * Math.fround(0.1))],
  ['0.1f + 0.1', Math.fround(0.1) + 0.1],
  ['5 sec + 2', 5002],
  ['1 + 2 * 3', 7],
])('%s is %s', (expression, want) => expect(evaluate(expression)).toBe(want));

test.each([
  ['0.1f == 0.1', false],
  ['16777217 == 16777216f', true],
  ['16777217L == 16777216f', false],
  ['9007199254740993L == 9007199254740992.0', true],
  ["'a' == 'a'", true],
  ['not (1 > 2)', true],
  ['1 < 2 and 2 < 3 or false', true],
])('%s is %s', (expression, want) => expect(evaluate(expression)).toBe(want));

test.each([
  ['n == n', false],
  ['n != n', true],
  ['n < 1', false],
  ['not (n > 1)', true],
  ['n is null', true],
  ['n + 1', null],
  ['n is null and true', true],
  ["ifThenElse(n > 1, 'big', 'small')", 'small'],
  ["default(convert(n, 'int'), 7)", 7],
  ["convert(n, 'bool')", false],
])('with a null n: %s is %s', (expression, want) => expect(evaluate(expression, 'n int', [null])).toBe(want));

test.each([
  ["convert(9000000000L, 'int')", 410065408],
  ["convert(1e10, 'int')", 2147483647],
  ["convert('12.5', 'int')", null],
  ["convert(' 12.5 ', 'double')", 12.5],
  ["convert(1e7, 'string')", '1.0E7'],
  ["convert(0.001, 'string')", '0.001'],
  ["convert(3.7f, 'double')", 3.700000047683716],
  ["convert('9223372036854775807', 'long')", MAX],
  ['instanceOfLong(5L)', true],
  ["sizeOfSet(createSet('a'))", 1],
])('%s is %s', (expression, want) => expect(evaluate(expression)).toBe(want));

test.each([
  ["S[a > 'x']", "int cannot be compared with string by '>'", 17],
  ['S[a + 1]', 'a filter must be of type bool, but this is int', 17],
  ['S[b > 1]', "there is no attribute 'b' in 'S'", 17],
  ['S[sun(a) > 1]', "'sun' is neither a function nor an aggregator: did you mean 'sum'?", 17],
])('from %s is refused where it stands', (from, reason, column) => {
  const text = `define stream S (a int);\nfrom           ${from} select a insert into O;`;
  expect(() => createApp(text)).toThrow(expect.objectContaining({reason, line: 2, column: column + 1}));
});

test('user text never becomes code', () => {
  const text = "'];process.exit(1);//`$ {a}\\";
  expect(evaluate(`"""${text}"""`)).toBe(text);
});

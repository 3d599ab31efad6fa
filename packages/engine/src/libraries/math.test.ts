import {expect, test} from 'vitest';
import {watch} from '../testing.ts';
import {type Case, failureOf, refusalOf, valueOf} from './testing.ts';

test.each<Case>([
  ['math:acos(2.0)', NaN],
  ['math:atan(1, 2)', 0.4636476090008061],
  ['math:bin(9L)', '1001'],
  ['math:oct(-1)', '37777777777'],
  ["math:conv('7f', 16, 36)", '3j'],
  ['math:sinh(1)', 1.1752011936438014],
  ['math:tan(1)', 1.5574077246549023],
  ['math:floor(2)', 2],
  ['math:getExponent(0.0)', -1023],
  ['math:getExponent(math:ln(0))', 1024],
  ['math:hex(-1L)', 'ffffffffffffffff'],
  ['math:hex(-1)', 'ffffffff'],
  ['math:hex(0.1)', '0x1.999999999999ap-4'],
  ['math:hex(0.1f)', '0x1.99999ap-4'],
  ['math:hex(4.9e-324)', '0x0.0000000000001p-1022'],
  ['math:hex(-0.0)', '-0x0.0p0'],
  ['math:isInfinite(math:ln(0))', true],
  ['math:ln(-1)', NaN],
  ['math:log(8, 0)', -0],
  ['math:max(1, 2.5f)', 2.5],
  ["math:parseFloat('0.1')", Math.fround(0.1)],
  ["math:parseDouble(' 1e3d ')", 1000],
  ['math:power(2L, -1)', 0.5],
  ['math:round(2.5f)', 3],
  ['math:round(-0.2)', 0],
  ['math:round(math:sqrt(-1))', 0],
  ['math:round(1e30)', 9223372036854775807n],
  ['math:signum(-3L)', -1],
  ['math:abs(x)', 2 ** 63, 'long', 9223372036854775807n],
  ['math:bin(x)', '111111111111111111111111111111111111111111111111111111111111111', 'long', 9223372036854775807n],
])('%s is %s', (expression, want, type?, value?) => expect(valueOf([expression, want, type, value])).toBe(want));

test.each([
  'abs(x)',
  'acos(x)',
  'atan(x, 1)',
  'bin(convert(x, "int"))',
  'cbrt(x)',
  'ceil(x)',
  'copySign(x, 1)',
  'floor(x)',
  'getExponent(x)',
  'hex(x)',
  'log(x, 2)',
  'log(2, x)',
  'max(x, 1)',
  'min(1, x)',
  'power(x, 1)',
  'round(x)',
  'signum(x)',
  "conv(convert(x, 'string'), 2, 10)",
  "parseInt(convert(x, 'string'))",
  'toDegrees(x)',
  'sqrt(x)',
])('a null makes math:%s null', (call) => expect(valueOf([`math:${call}`, null, 'double', null])).toBe(null));

test.each(['isNan(x)', 'isInfinite(x)'])('a null makes math:%s false', (call) =>
  expect(valueOf([`math:${call}`, false, 'double', null])).toBe(false),
);

test.each([
  ["math:conv('zz', 16, 10)", "math:conv('zz', 16, 10): 'z' is no digit to base 16"],
  ["math:conv('7f', 16, 40)", "math:conv('7f', 16, 40): base 40 is not within 2 to 36"],
  ["math:conv('99999999999', 10, 2)", "math:conv('99999999999', 10, 2): this is no int"],
  ['math:log(8, 1)', 'math:log(8, 1): there is no logarithm to base 1'],
  ["math:parseDouble('12x')", "math:parseDouble('12x'): this is no double"],
  ["math:parseInt(' 7')", "math:parseInt(' 7'): this is no int"],
])('%s fails and says why', (expression, said) => expect(failureOf(expression)).toBe(said));

test.each([
  ['math:asin(1)', 'math:asin(x real) expected, but found (int)'],
  ['math:bin(9.0)', 'math:bin(x int) or math:bin(x long) expected, but found (double)'],
  ['math:round(2)', 'math:round(x float) or math:round(x double) expected, but found (int)'],
  ["math:sin('x')", 'math:sin(x number) expected, but found (string)'],
  ['math:e(1)', 'math:e() expected, but found (int)'],
  ['math:rand(x)', 'the seed of math:rand() must be a constant'],
  ['math:percentile(x, 50)', 'p of math:percentile() must be a constant double, but this is int'],
  ['math:percentile(x, 0.0)', 'p of math:percentile() must be above 0 and not above 100, but found 0'],
])('%s is refused', (expression, reason) => expect(refusalOf(expression)).toBe(reason));

const SEEDED = 'define stream S (a int); from S select math:rand(12) as x, math:rand(5L) as y insert into Out;';
/** The first numbers of `java.util.Random` with these seeds. */
const JAVA = ['Out: 0.7298928061101974,0.730519863614471', 'Out: 0.2750691655200749,0.08825840967622589'];

test('math:rand(seed) is the sequence of Java, one for each call, and goes on after a restore', () => {
  const first = watch(SEEDED, ['Out']);
  first.app.send('S', [1]);
  const bytes = first.app.snapshot();
  first.app.send('S', [2]);
  expect(first.seen).toEqual(JAVA);
  const second = watch(SEEDED, ['Out']);
  second.app.restore(bytes);
  second.app.start();
  second.app.send('S', [2]);
  expect(second.seen).toEqual(JAVA.slice(1));
});

test("math:rand() draws on the engine's randomness", () => {
  const {app, seen} = watch('define stream S (a int); from S select math:rand() as x insert into Out;', ['Out'], {
    random: () => 0.25,
  });
  app.send('S', [1]);
  expect(seen).toEqual(['Out: 0.25']);
});

test.each([
  [25, [1, 2, 3, 4], 1.5],
  [50, [4, 1, 3, 2], 2.5],
  [100, [1, 2, 3, 4], 4],
  [10, [5, 6, 7], 5],
  [40, [15, 20, 35, 40, 50], 27.5],
  [30, [15, 20, 35, 40, 50], 20],
])('the percentile %f of %j is %f', (p, values, want) => {
  const {app, seen} = watch(
    `define stream S (v double); from S select math:percentile(v, ${p}.0) as x insert into Out;`,
    ['Out'],
  );
  for (const v of values) app.send('S', [v]);
  expect(seen.at(-1)).toBe(`Out: ${want}`);
});

test('each group has a percentile of its own; nulls are skipped, what leaves is forgotten', () => {
  const {app, seen} = watch(
    'define stream S (k int, v long); from S#window.length(2) select k, math:percentile(v, 50.0) as x group by k insert into Out;',
    ['Out'],
  );
  for (const row of [
    [1, 16777217],
    [2, 5],
    [1, null],
    [1, 3],
    [1, null],
    [1, null],
  ])
    app.send('S', row);
  expect(seen).toEqual(['Out: 1,16777217', 'Out: 2,5', 'Out: 1,null', 'Out: 1,3', 'Out: 1,3', 'Out: 1,null']);
});

test('a batch starts the percentile anew', () => {
  const {app, seen} = watch(
    'define stream S (v int); from S#window.lengthBatch(2) select math:percentile(v, 100.0) as x insert into Out;',
    ['Out'],
  );
  for (const v of [9, 8, 1, 2]) app.send('S', [v]);
  expect(seen).toEqual(['Out: 9', 'Out: 2']);
});

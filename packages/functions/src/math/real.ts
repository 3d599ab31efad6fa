import {form} from '../library/form.ts';
import {type LibraryFunction, libraryFunction} from '../library/library-function.ts';
import type {Long} from '../long.ts';
import type {Example, ScalarFunction} from '../record.ts';

/** A function of `math:`, where a null argument gives null. */
export const mathFunction = (parts: Omit<LibraryFunction, 'namespace' | 'nulls'>): ScalarFunction =>
  libraryFunction({namespace: 'math', nulls: 'null', ...parts});

/** One number in, computed as a double. */
function unary(
  name: string,
  doc: string,
  run: (x: number) => number,
  example: Example,
  types = 'number',
): ScalarFunction {
  const forms = [form(`x ${types}`, 'double', (x: Long) => run(Number(x)))];
  return mathFunction({name, doc: `${doc} Null gives null.`, examples: [example], forms});
}
function binary(
  name: string,
  doc: string,
  names: string,
  run: (a: number, b: number) => number,
  example: Example,
): ScalarFunction {
  const parameters = names
    .split(' ')
    .map((n) => `${n} number`)
    .join(', ');
  const forms = [form(parameters, 'double', (a: Long, b: Long) => run(Number(a), Number(b)))];
  return mathFunction({name, doc: `${doc} Null gives null.`, examples: [example], forms});
}
const gives = (expression: string, result: unknown): Example => ({expression, result});
const negative = (x: number): boolean => x < 0 || Object.is(x, -0);

export const realFunctions: readonly ScalarFunction[] = [
  unary('abs', 'The absolute value, a double for an int too.', Math.abs, gives('math:abs(-3)', 3)),
  unary('acos', 'The arc cosine in radians; NaN outside -1 to 1.', Math.acos, gives('math:acos(1.0)', 0), 'real'),
  unary('asin', 'The arc sine in radians; NaN outside -1 to 1.', Math.asin, gives('math:asin(0.0)', 0), 'real'),
  unary('cbrt', 'The cube root.', Math.cbrt, gives('math:cbrt(27)', 3)),
  unary('ceil', 'The smallest whole number that is not smaller.', Math.ceil, gives('math:ceil(423.187)', 424), 'real'),
  unary('cos', 'The cosine of an angle in radians.', Math.cos, gives('math:cos(0)', 1)),
  unary('cosh', 'The hyperbolic cosine.', Math.cosh, gives('math:cosh(0)', 1)),
  unary('exp', 'e to the power of x.', Math.exp, gives('math:exp(1)', Math.E)),
  unary('floor', 'The largest whole number that is not larger.', Math.floor, gives('math:floor(10.23)', 10)),
  unary('ln', 'The natural logarithm; -Infinity for 0, NaN below.', Math.log, gives('math:ln(1)', 0)),
  unary('log10', 'The logarithm to base 10.', Math.log10, gives('math:log10(1000)', 3)),
  unary('log2', 'The logarithm to base 2.', (x) => Math.log(x) / Math.LN2, gives('math:log2(8)', 3)),
  unary('sin', 'The sine of an angle in radians.', Math.sin, gives('math:sin(0)', 0)),
  unary('sinh', 'The hyperbolic sine.', Math.sinh, gives('math:sinh(0)', 0)),
  unary('sqrt', 'The square root; NaN below 0.', Math.sqrt, gives('math:sqrt(4)', 2)),
  unary('tan', 'The tangent of an angle in radians.', Math.tan, gives('math:tan(0)', 0)),
  unary('tanh', 'The hyperbolic tangent.', Math.tanh, gives('math:tanh(0)', 0)),
  unary(
    'toDegrees',
    'An angle in radians as degrees.',
    (x) => x * (180 / Math.PI),
    gives('math:toDegrees(math:pi())', 180),
  ),
  unary(
    'toRadians',
    'An angle in degrees as radians.',
    (x) => x * (Math.PI / 180),
    gives('math:toRadians(180)', Math.PI),
  ),
  binary(
    'copySign',
    'The first number with the sign of the second.',
    'magnitude sign',
    (m, s) => (negative(s) ? -Math.abs(m) : Math.abs(m)),
    gives('math:copySign(5.6, -3)', -5.6),
  ),
  binary('max', 'The larger number; NaN if one is.', 'a b', Math.max, gives('math:max(123.67, 91)', 123.67)),
  binary('min', 'The smaller number; NaN if one is.', 'a b', Math.min, gives('math:min(123.67, 91)', 91)),
  binary('power', 'x to the power of y.', 'x y', (x, y) => x ** y, gives('math:power(2, 10)', 1024)),
  binary(
    'log',
    'The logarithm of x to a base; base 1 is a run-time error.',
    'x base',
    (x, base) => {
      if (base === 1) throw new Error('there is no logarithm to base 1');
      return Math.log(x) / Math.log(base);
    },
    gives('math:log(8, 2)', 3),
  ),
  mathFunction({
    name: 'atan',
    doc: 'The arc tangent in radians; of two arguments the angle of the point (x, y). Null gives null.',
    examples: [gives('math:atan(0)', 0), gives('math:atan(1, 1)', Math.PI / 4)],
    forms: [
      form('x number', 'double', (x: Long) => Math.atan(Number(x))),
      form('y number, x number', 'double', (y: Long, x: Long) => Math.atan2(Number(y), Number(x))),
    ],
  }),
  mathFunction({
    name: 'e',
    doc: "Euler's number.",
    examples: [gives('math:e()', Math.E)],
    forms: [form('', 'double', () => Math.E)],
    sure: true,
  }),
  mathFunction({
    name: 'pi',
    doc: 'The ratio of circumference and diameter of a circle.',
    examples: [gives('math:pi()', Math.PI)],
    forms: [form('', 'double', () => Math.PI)],
    sure: true,
  }),
];

import type {Dice} from './dice.ts';
import type {ValueType} from './values.ts';

/** Makes an argument of a type. */
type Inner = (type: ValueType) => string;
type Call = (dice: Dice, inner: Inner) => string;

/**
 * A call of a `str:`, `math:` or `time:` function with a result of the type. What the published extensions (5.0) lack or
 * take in other forms than their documentation is left out: `str:locate`, `str:charFrequency`, `str:concat` of numbers, `time:extract` of a text.
 */
export function libraryCall(dice: Dice, type: ValueType, inner: Inner): string {
  return dice.pick(calls[type])(dice, inner);
}

const date = (dice: Dice): string =>
  `'${dice.pick(['2020-02-29', '2021-12-31', '2019-03-31', '1970-01-01', '2024-06-15'])} ${dice.pick(['00:00:00.000', '23:59:59.999', '12:30:05.250'])}'`;
const day = (dice: Dice): string => `'${dice.pick(['2020-02-29', '2021-12-31', '2019-03-31', '1970-01-01'])}'`;
const unit = (dice: Dice): string =>
  dice.pick(["'YEAR'", "'QUARTER'", "'MONTH'", "'WEEK'", "'DAY'", "'HOUR'", "'MINUTE'", "'SECOND'"]);
const format = (dice: Dice): string =>
  `'${dice.pick(['yyyy-MM-dd', 'dd/MM/yyyy HH:mm', 'yyyyMMddHHmmssSSS', 'EEE, d MMM yy', 'hh:mm a', 'D w'])}'`;
const expressionText = (dice: Dice): string =>
  `'${dice.pick(['a', '[a-c]', '(a|b)(.*)', '\\\\d+', '.', 'x*', 'b.?'])}'`;
/** Any number; and the longs in milliseconds that a date may be made of. */
const number = (dice: Dice, inner: Inner): string => inner(dice.pick(['int', 'long', 'float', 'double']));
const moment = (dice: Dice, inner: Inner): string =>
  dice.chance(0.3)
    ? inner('long')
    : `${dice.pick(['1582934400000', '1609459199999', '1553990400000', '951782400123'])}L`;
const small = (dice: Dice): string => String(dice.between(0, 3));

const real =
  (name: string): Call =>
  (dice, inner) =>
    `math:${name}(${number(dice, inner)})`;
const text =
  (name: string): Call =>
  (_dice, inner) =>
    `str:${name}(${inner('string')})`;

const calls: Record<ValueType, readonly Call[]> = {
  string: [
    ...['lower', 'upper', 'trim', 'reverse', 'hex'].map(text),
    (_dice, inner) => `str:concat(${inner('string')}, ${inner('string')})`,
    (dice, inner) => `str:repeat(${inner('string')}, ${small(dice)})`,
    (dice, inner) => `str:substr(${inner('string')}, ${small(dice)})`,
    (dice, inner) => `str:substr(${inner('string')}, ${small(dice)}, ${small(dice)})`,
    (dice, inner) => `str:substr(${inner('string')}, ${expressionText(dice)})`,
    (dice, inner) => `str:substr(${inner('string')}, '(a|b)(.*)', ${small(dice)})`,
    (dice, inner) =>
      `str:replaceAll(${inner('string')}, ${expressionText(dice)}, ${dice.pick(["'z'", "'<$0>'", "''"])})`,
    (dice, inner) => `str:replaceFirst(${inner('string')}, ${expressionText(dice)}, 'z')`,
    (dice, inner) => `str:split(${inner('string')}, ${expressionText(dice)}, ${dice.pick(['0', '0', '1'])})`,
    (dice, inner) => `str:charAt(${inner('string')}, 0)`,
    (_dice, inner) => `str:coalesce(${inner('string')}, ${inner('string')})`,
    (dice, inner) => `str:fillTemplate('{{1}} of {{2}}', ${inner(dice.pick(['int', 'string']))}, ${inner('string')})`,
    (_dice, inner) => `str:unhex(str:hex(${inner('string')}))`,
    (dice, inner) => `math:${dice.pick(['bin', 'oct', 'hex'])}(${inner(dice.pick(['int', 'long']))})`,
    (_dice, inner) => `math:hex(${inner('double')})`,
    (dice, inner) => `math:conv(convert(${inner('int')}, 'string'), 10, ${dice.pick(['2', '16', '36'])})`,
    (dice, inner) => `time:dateFormat(${moment(dice, inner)}, ${format(dice)})`,
    (dice) => `time:dateFormat(${date(dice)}, ${format(dice)})`,
    (dice, inner) => `time:${dice.pick(['dateAdd', 'dateSub'])}(${date(dice)}, ${inner('int')}, ${unit(dice)})`,
    (dice, inner) =>
      `time:${dice.pick(['dateAdd', 'dateSub'])}(${moment(dice, inner)}, ${inner('int')}, ${unit(dice)})`,
    (dice) => `time:date(${date(dice)}, 'yyyy-MM-dd HH:mm:ss.SSS')`,
    (dice) => `time:dayOfWeek(${day(dice)}, 'yyyy-MM-dd')`,
  ],
  int: [
    text('length'),
    (_dice, inner) => `str:strcmp(${inner('string')}, ${inner('string')})`,
    (_dice, inner) => `math:round(${inner('float')})`,
    ...['signum', 'getExponent'].map(real),
    (_dice, inner) => `math:parseInt(convert(${inner('int')}, 'string'))`,
    (dice, inner) => `time:extract(${moment(dice, inner)}, ${unit(dice)})`,
  ],
  long: [
    (_dice, inner) => `math:round(${inner('double')})`,
    (_dice, inner) => `math:parseLong(convert(${inner('long')}, 'string'))`,
    (dice) => `time:timestampInMilliseconds(${date(dice)})`,
    (dice) => `time:timestampInMilliseconds(${day(dice)}, 'yyyy-MM-dd')`,
    (dice) => `time:dateDiff(${date(dice)}, ${date(dice)})`,
    (dice, inner) => `time:dateDiff(${moment(dice, inner)}, ${moment(dice, inner)})`,
  ],
  float: [(_dice, inner) => `math:parseFloat(convert(${inner('float')}, 'string'))`],
  double: [
    ...['abs', 'atan', 'cbrt', 'cos', 'cosh', 'exp', 'floor', 'ln', 'log10', 'log2'].map(real),
    ...['sin', 'sinh', 'sqrt', 'tan', 'tanh', 'toDegrees', 'toRadians'].map(real),
    ...['acos', 'asin', 'ceil'].map(
      (name): Call =>
        (_dice, inner) =>
          `math:${name}(${inner('double')})`,
    ),
    ...['atan', 'copySign', 'max', 'min', 'power'].map(
      (name): Call =>
        (dice, inner) =>
          `math:${name}(${number(dice, inner)}, ${number(dice, inner)})`,
    ),
    (dice, inner) => `math:log(${number(dice, inner)}, 2)`,
    (dice) => `math:${dice.pick(['pi', 'e'])}()`,
    (_dice, inner) => `math:parseDouble(convert(${inner('double')}, 'string'))`,
  ],
  bool: [
    (_dice, inner) => `str:contains(${inner('string')}, ${inner('string')})`,
    (_dice, inner) => `str:equalsIgnoreCase(${inner('string')}, ${inner('string')})`,
    (dice, inner) => `str:regexp(${inner('string')}, ${expressionText(dice)})`,
    (dice, inner) => `math:${dice.pick(['isNan', 'isInfinite'])}(${inner(dice.pick(['float', 'double']))})`,
  ],
};

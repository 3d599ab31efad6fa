import {refuse, returns, type ScalarFunction, type Type} from '../record.ts';

const isInt = (v: unknown): boolean =>
  typeof v === 'number' && Number.isInteger(v) && v >= -2147483648 && v <= 2147483647;

/** Where the static type says it, it decides; an object attribute is looked at. */
function instanceOf(name: string, type: Type, example: string, ofObject: (value: unknown) => boolean): ScalarFunction {
  return {
    name,
    signature: `${name}(value)`,
    doc: `Whether the value is a ${type}; null is not.`,
    examples: [{expression: `${name}(${example})`, result: true}],
    rule: (args) =>
      args.length === 1 ? returns('bool') : refuse(`${name}() takes one argument, but found ${args.length}`),
    emit: ([value = ''], [argument], help) => {
      if (argument?.type === 'object') return `${help.constant(ofObject)}(${value})`;
      return argument?.type === type ? `(${value}!==null)` : `(${value},false)`;
    },
    sure: true,
  };
}

export const instanceOfFunctions: readonly ScalarFunction[] = [
  instanceOf('instanceOfBoolean', 'bool', 'true', (v) => typeof v === 'boolean'),
  instanceOf('instanceOfDouble', 'double', '1.5', (v) => typeof v === 'number' && !Number.isInteger(v)),
  instanceOf('instanceOfFloat', 'float', '1.5f', () => false),
  instanceOf('instanceOfInteger', 'int', '5', isInt),
  instanceOf(
    'instanceOfLong',
    'long',
    '5L',
    (v) => typeof v === 'bigint' || (typeof v === 'number' && Number.isInteger(v) && !isInt(v)),
  ),
  instanceOf('instanceOfString', 'string', "'a'", (v) => typeof v === 'string'),
];

import {refuse, returns, type ScalarFunction, type Type} from '../record.ts';

const isInt = (v: unknown): boolean =>
  typeof v === 'number' && Number.isInteger(v) && v >= -2147483648 && v <= 2147483647;

/** Where the static type says it, it decides; an object attribute is looked at. */
function instanceOf(name: string, type: Type, ofObject: (value: unknown) => boolean): ScalarFunction {
  return {
    name,
    signature: `${name}(value)`,
    doc: `Whether the value is a ${type}; null is not.`,
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
  instanceOf('instanceOfBoolean', 'bool', (v) => typeof v === 'boolean'),
  instanceOf('instanceOfDouble', 'double', (v) => typeof v === 'number' && !Number.isInteger(v)),
  instanceOf('instanceOfFloat', 'float', () => false),
  instanceOf('instanceOfInteger', 'int', isInt),
  instanceOf(
    'instanceOfLong',
    'long',
    (v) => typeof v === 'bigint' || (typeof v === 'number' && Number.isInteger(v) && !isInt(v)),
  ),
  instanceOf('instanceOfString', 'string', (v) => typeof v === 'string'),
];

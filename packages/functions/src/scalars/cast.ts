import {converter} from '../convert.ts';
import {type Argument, numeric, refuse, returns, type Ruling, type ScalarFunction, type Type} from '../record.ts';

const TYPES: readonly Type[] = ['string', 'int', 'long', 'float', 'double', 'bool'];

function target(name: string, args: readonly Argument[]): Ruling {
  const [, type] = args;
  if (args.length !== 2) return refuse(`${name}() takes a value and a type, but found ${args.length} arguments`);
  if (typeof type?.constant !== 'string')
    return refuse(`the second argument of ${name}() must be a constant string, a type`);
  const wanted = TYPES.find((t) => t === String(type.constant).toLowerCase());
  return wanted
    ? returns(wanted)
    : refuse(`${name}() cannot answer '${type.constant}', expected one of ${TYPES.join(', ')}`);
}

/** A value that has not the type that `cast` was told. */
class CastError extends Error {
  override readonly name = 'CastError';
  constructor(value: unknown, type: Type) {
    super(
      `cannot cast ${typeof value === 'string' ? `'${value}'` : String(value)} to ${type}; convert() would read it`,
    );
  }
}

function caster(from: Type, to: Type): (value: never) => unknown {
  if (from === to) return (value) => value;
  if (numeric(from) && numeric(to)) return converter(from, to);
  return (value: unknown) => {
    if (value === null) return null;
    if (from !== 'object') throw new CastError(value, to);
    const number = typeof value === 'number' || typeof value === 'bigint';
    if (numeric(to) && number) return converter(typeof value === 'bigint' ? 'long' : 'double', to)(value as never);
    if (to === 'string' && typeof value === 'string') return value;
    if (to === 'bool' && typeof value === 'boolean') return value;
    throw new CastError(value, to);
  };
}

export const cast: ScalarFunction = {
  name: 'cast',
  signature: 'cast(value, type)',
  doc: 'The value as the named type: numbers are narrowed or widened, an object must hold that type, anything else is a run-time error. Null stays null.',
  examples: [{expression: "cast(5, 'long')", result: 5}],
  rule: (args) => target('cast', args),
  emit: ([value = ''], [from], help, type) =>
    from?.type === type ? value : `${help.constant(caster(from?.type ?? 'object', type))}(${value})`,
};

export const convert: ScalarFunction = {
  name: 'convert',
  signature: 'convert(value, type)',
  doc: 'The value converted: numbers truncate toward zero, strings are parsed, what cannot be read is null. Null stays null.',
  examples: [{expression: "convert(3.7, 'int')", result: 3}],
  rule: (args) => {
    const ruling = target('convert', args);
    if ('type' in ruling && args[0]?.type === 'object' && ruling.type !== 'string')
      return refuse("convert() takes an object only to 'string'");
    return ruling;
  },
  emit: ([value = ''], [from], help, type) =>
    from?.type === type ? value : `${help.constant(converter(from?.type ?? 'object', type))}(${value})`,
};

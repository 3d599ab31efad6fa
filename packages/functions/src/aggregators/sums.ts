import {type Aggregator, type Argument, numeric, refuse, returns, type Ruling} from '../record.ts';
import {addLong, subtractLong} from '../long.ts';

export function oneNumber(name: string, args: readonly Argument[]): Ruling | null {
  if (args.length !== 1) return refuse(`${name}() takes one argument, but found ${args.length}`);
  return numeric(args[0]!.type) ? null : refuse(`${name}() takes a number, but this is ${args[0]!.type}`);
}
const whole = (args: readonly Argument[]): boolean => args[0]?.type === 'int' || args[0]?.type === 'long';

/** `x = x + v` on a long, the fast path inline. */
const step = (target: string, operator: '+' | '-', value: string, slow: string): string =>
  `{const y=typeof ${target}==='number'&&typeof ${value}==='number'?${target}${operator}${value}:NaN;${target}=y>=-9007199254740991&&y<=9007199254740991?y:${slow}(${target},${value});}`;

/** A long beyond the safe range is a bigint. `Number()` is a call, and most values need none. */
const asDouble = (value: string, args: readonly Argument[]): string =>
  args[0]?.type === 'long' ? `(typeof ${value}==='number'?${value}:Number(${value}))` : value;

export const sum: Aggregator = {
  name: 'sum',
  signature: 'sum(number)',
  // A value that arrives is always answered with the sum, even where more have left than came (outer joins).
  doc: 'The sum: a long for int and long (wrapping at 64 bits), a double for float and double. Nulls are skipped; over nothing it is null.',
  examples: [{expression: 'sum(5)', result: 5}],
  rule: (args) => oneNumber('sum', args) ?? returns(whole(args) ? 'long' : 'double'),
  fields: () => ({s: () => 0, n: () => 0}),
  add: (f, v, args, _, help) =>
    `if(${v}!==null){${f('n')}++;${whole(args) ? step(f('s'), '+', v, help.constant(addLong)) : `${f('s')}+=${v};`}return ${f('s')};}`,
  remove: (f, v, args, help) =>
    `if(${v}!==null){${f('n')}--;${whole(args) ? step(f('s'), '-', v, help.constant(subtractLong)) : `${f('s')}-=${v};`}}`,
  value: (f) => `(${f('n')}===0?null:${f('s')})`,
};

export const avg: Aggregator = {
  name: 'avg',
  signature: 'avg(number)',
  doc: 'The mean, a double. Nulls are skipped; over nothing it is null.',
  examples: [{expression: 'avg(5)', result: 5}],
  rule: (args) => oneNumber('avg', args) ?? returns('double'),
  fields: () => ({s: () => 0, n: () => 0}),
  add: (f, v, args) => `if(${v}!==null){${f('n')}++;${f('s')}+=${asDouble(v, args)};}`,
  remove: (f, v, args) => `if(${v}!==null){${f('n')}--;${f('s')}-=${asDouble(v, args)};}`,
  value: (f) => `(${f('n')}===0?null:${f('s')}/${f('n')})`,
};

export const count: Aggregator = {
  name: 'count',
  signature: 'count() or count(value)',
  doc: 'How many events, a long; nulls count too.',
  examples: [{expression: 'count()', result: 1}],
  rule: (args) =>
    args.length <= 1 ? returns('long') : refuse(`count() takes at most one argument, but found ${args.length}`),
  fields: () => ({n: () => 0}),
  add: (f) => `${f('n')}++;`,
  remove: (f) => `${f('n')}--;`,
  value: (f) => f('n'),
  sure: true,
};

/** Running sum, mean and squares (Welford), with the reverse for what leaves. */
export const stdDev: Aggregator = {
  name: 'stdDev',
  signature: 'stdDev(number)',
  doc: 'The population standard deviation, a double. Nulls are skipped; one value gives 0, nothing gives null.',
  examples: [{expression: 'stdDev(5)', result: 0}],
  rule: (args) => oneNumber('stdDev', args) ?? returns('double'),
  fields: () => ({n: () => 0, s: () => 0, m: () => 0, q: () => 0}),
  add: (f, v, args) =>
    `if(${v}!==null){const y=${asDouble(v, args)};${f('n')}++;if(${f('n')}===1){${f('s')}=y;${f('m')}=y;${f('q')}=0;}else{const o=${f('m')};${f('s')}+=y;${f('m')}=${f('s')}/${f('n')};${f('q')}+=(y-o)*(y-${f('m')});}}`,
  remove: (f, v, args) =>
    `if(${v}!==null){const y=${asDouble(v, args)};${f('n')}--;if(${f('n')}===0){${f('s')}=0;${f('m')}=0;${f('q')}=0;}else{const o=${f('m')};${f('s')}-=y;${f('m')}=${f('s')}/${f('n')};${f('q')}-=(y-o)*(y-${f('m')});}}`,
  value: (f) => `(${f('n')}===0?null:${f('n')}===1?0:Math.sqrt(${f('q')}/${f('n')}))`,
};

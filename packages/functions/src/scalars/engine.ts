import {refuse, returns, type ScalarFunction} from '../record.ts';

export const currentTimeMillis: ScalarFunction = {
  name: 'currentTimeMillis',
  signature: 'currentTimeMillis()',
  doc: "The engine's clock in ms since 1970; under `@app:playback` the time of the events.",
  examples: [{expression: 'currentTimeMillis()', result: 0}],
  rule: (args) =>
    args.length === 0 ? returns('long') : refuse(`currentTimeMillis() takes no argument, but found ${args.length}`),
  emit: (_, __, help) => help.now,
  sure: true,
};

function uuid(random: () => number): string {
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits)
      text += Math.floor(random() * 0x10000)
        .toString(16)
        .padStart(4, '0');
    return text.slice(0, digits);
  };
  const variant = '89ab'[Math.floor(random() * 4)];
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(12)}`;
}

export const uuidFunction: ScalarFunction = {
  name: 'UUID',
  signature: 'UUID()',
  doc: 'A random version-4 UUID. Its randomness belongs to the engine, so that a replay gives the same.',
  examples: [{expression: 'str:length(UUID())', result: 36}],
  rule: (args) =>
    args.length === 0 ? returns('string') : refuse(`UUID() takes no argument, but found ${args.length}`),
  emit: (_, __, help) => `${help.constant(uuid)}(()=>${help.random})`,
  sure: true,
};

export const createSet: ScalarFunction = {
  name: 'createSet',
  signature: 'createSet(value)',
  doc: 'A set that holds the value.',
  examples: [{expression: 'sizeOfSet(createSet(7))', result: 1}],
  rule: (args) => {
    if (args.length !== 1) return refuse(`createSet() takes one argument, but found ${args.length}`);
    return args[0]?.type === 'object' ? refuse('createSet() takes no object') : returns('object');
  },
  emit: ([value]) => `new Set([${value}])`,
  sure: true,
};

function sizeOf(set: unknown): number {
  if (set === null) return 0;
  if (set instanceof Set) return set.size;
  throw new Error(`sizeOfSet() needs a set, but found ${JSON.stringify(set)}`);
}

export const sizeOfSet: ScalarFunction = {
  name: 'sizeOfSet',
  signature: 'sizeOfSet(set)',
  doc: 'How many elements the set holds; 0 for null. Not a set: a run-time error.',
  examples: [{expression: "sizeOfSet(createSet('a'))", result: 1}],
  rule: (args) => {
    if (args.length !== 1) return refuse(`sizeOfSet() takes one argument, but found ${args.length}`);
    return args[0]?.type === 'object'
      ? returns('int')
      : refuse(`sizeOfSet() takes an object, but this is ${args[0]?.type}`);
  },
  emit: ([set = ''], _, help) => `${help.constant(sizeOf)}(${set})`,
  sure: true,
};

import {refuse, returns, type ScalarFunction} from '../record.ts';

export const coalesce: ScalarFunction = {
  name: 'coalesce',
  signature: 'coalesce(value, ...)',
  doc: 'The first argument that is not null; null when all are. All arguments have one type. All are evaluated, whichever is taken.',
  examples: [{expression: "coalesce('a', 'b')", result: 'a'}],
  rule: (args) => {
    const [first] = args;
    if (!first) return refuse('coalesce() needs at least one argument');
    const other = args.find((a) => a.type !== first.type);
    return other
      ? refuse(`the arguments of coalesce() must have one type, but found ${first.type} and ${other.type}`)
      : returns(first.type);
  },
  // What calls nothing neither fails nor counts: there it does not show that it was left out.
  emit: (args, _, help) =>
    args.slice(1).some((code) => code.includes('('))
      ? `${help.constant(firstKnown)}(${args.join(',')})`
      : `(${args.join('??')})`,
};

function firstKnown(...values: unknown[]): unknown {
  for (const value of values) if (value !== null) return value;
  return null;
}

export const ifThenElse: ScalarFunction = {
  name: 'ifThenElse',
  signature: 'ifThenElse(condition, then, else)',
  doc: 'The second argument where the condition is true, else the third; only the one chosen is evaluated. A null condition is false.',
  examples: [{expression: "ifThenElse(2 > 1, 'yes', 'no')", result: 'yes'}],
  rule: (args) => {
    const [condition, yes, no] = args;
    if (args.length !== 3) return refuse(`ifThenElse() takes three arguments, but found ${args.length}`);
    if (condition?.type !== 'bool')
      return refuse(`the condition of ifThenElse() must be bool, but this is ${condition?.type}`);
    if (yes?.type !== no?.type)
      return refuse(`both answers of ifThenElse() must have one type, but found ${yes?.type} and ${no?.type}`);
    return returns(yes?.type ?? 'object');
  },
  emit: ([condition, yes, no]) => `((${condition})===true?${yes}:${no})`,
};

export const orDefault: ScalarFunction = {
  name: 'default',
  signature: 'default(value, constant)',
  doc: 'The constant where the value is null, else the value. Both have one type.',
  examples: [{expression: "default('a', 'b')", result: 'a'}],
  rule: (args) => {
    const [value, other] = args;
    if (args.length !== 2) return refuse(`default() takes two arguments, but found ${args.length}`);
    if (other?.constant === undefined) return refuse('the second argument of default() must be a constant');
    if (value?.type !== other.type)
      return refuse(`both arguments of default() must have one type, but found ${value?.type} and ${other.type}`);
    return returns(other.type);
  },
  emit: ([value, other]) => `(${value}??${other})`,
};

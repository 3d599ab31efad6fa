import {
  type Aggregator,
  type Argument,
  type Counts,
  onceLess,
  onceMore,
  refuse,
  returns,
  type Ruling,
} from '../record.ts';

/** 0.0 and -0.0 are two values, NaN is one: a key that a JavaScript map tells apart as Java does. */
const key = (v: unknown): unknown => (Object.is(v, -0) ? '-0.0' : v);

const enter = (counts: Counts, v: unknown): void => counts.change(key(v), onceMore);
const leave = (counts: Counts, v: unknown): void => counts.change(key(v), onceLess);

export const distinctCount: Aggregator = {
  name: 'distinctCount',
  signature: 'distinctCount(value)',
  doc: 'How many different values are held, a long; null is a value.',
  examples: [{expression: "distinctCount('a')", result: 1}],
  rule: (args) => {
    if (args.length !== 1) return refuse(`distinctCount() takes one argument, but found ${args.length}`);
    const {type} = args[0]!;
    return type === 'bool' || type === 'object'
      ? refuse(`distinctCount() takes a number or string, but this is ${type}`)
      : returns('long');
  },
  fields: () => ({c: () => new Map()}),
  add: (f, v, _, __, help) => `${help.constant(enter)}(${f('c')},${v});`,
  remove: (f, v, _, help) => `${help.constant(leave)}(${f('c')},${v});`,
  value: (f) => `${f('c')}.size`,
  sure: true,
};

function asSet(value: unknown): ReadonlySet<unknown> {
  if (value instanceof Set) return value;
  throw new Error(`unionSet() needs a set, but found ${JSON.stringify(value)}`);
}
function enterAll(counts: Counts, value: unknown): void {
  if (value === null) return;
  for (const v of asSet(value)) counts.change(v, comes);
}
/**
 * As the reference engine counts: an element whose last occurrence left is
 * gone, but is remembered once (as a negative count), so that after its return
 * it takes one departure more. Under the key of a group or partition all is
 * forgotten once nothing is held. Documented as a copied quirk.
 */
function leaveAll(counts: Counts, value: unknown): void {
  if (value === null) return;
  for (const v of asSet(value)) counts.change(v, goes);
}
/** Not held, but once more on return. */
const GONE = -1;
const comes = (count: number | undefined): number => (count === GONE ? 2 : (count ?? 0) + 1);
const goes = (count: number | undefined): number | undefined =>
  count === undefined || count === GONE ? count : count > 1 ? count - 1 : GONE;
const held = (counts: Counts): Set<unknown> => new Set([...counts].filter(([, n]) => n !== GONE).map(([v]) => v));

export const unionSet: Aggregator = {
  name: 'unionSet',
  signature: 'unionSet(set)',
  doc: 'The union of the sets held, a new set each time.',
  examples: [{expression: 'sizeOfSet(unionSet(createSet(1)))', result: 1}],
  rule: (args) => {
    if (args.length !== 1) return refuse(`unionSet() takes one argument, but found ${args.length}`);
    return args[0]!.type === 'object'
      ? returns('object')
      : refuse(`unionSet() takes an object, but this is ${args[0]!.type}`);
  },
  fields: () => ({c: () => new Map()}),
  add: (f, v, _, __, help) => `${help.constant(enterAll)}(${f('c')},${v});`,
  remove: (f, v, _, help) => `${help.constant(leaveAll)}(${f('c')},${v});`,
  value: (f, _, __, help) => `${help.constant(held)}(${f('c')})`,
  sure: true,
};

const oneBool = (name: string, args: readonly Argument[]): Ruling => {
  if (args.length !== 1) return refuse(`${name}() takes one argument, but found ${args.length}`);
  return args[0]!.type === 'bool' ? returns('bool') : refuse(`${name}() takes a bool, but this is ${args[0]!.type}`);
};

function logical(name: 'and' | 'or', doc: string, value: (t: string, n: string) => string): Aggregator {
  return {
    name,
    signature: `${name}(bool)`,
    doc,
    examples: [{expression: `${name}(true)`, result: true}],
    rule: (args) => oneBool(name, args),
    fields: () => ({t: () => 0, n: () => 0}),
    add: (f, v) => `if(${v}===true)${f('t')}++;else if(${v}===false)${f('n')}++;`,
    remove: (f, v) => `if(${v}===true)${f('t')}--;else if(${v}===false)${f('n')}--;`,
    value: (f) => value(f('t'), f('n')),
    sure: true,
  };
}

export const and = logical(
  'and',
  'True while some true and no false is held; nulls are skipped.',
  (t, n) => `(${t}>0&&${n}===0)`,
);
export const or = logical('or', 'True while some true is held; nulls are skipped.', (t) => `(${t}>0)`);

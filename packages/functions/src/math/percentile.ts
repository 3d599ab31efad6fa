import type {Long} from '../long.ts';
import {type Aggregator, numeric, refuse, returns} from '../record.ts';

/** Where the first value that is not smaller stands; NaN sorts last. */
function placeOf(sorted: readonly number[], v: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(sorted[middle]!, v)) low = middle + 1;
    else high = middle;
  }
  return low;
}
const before = (a: number, b: number): boolean => a < b || (Number.isNaN(b) && !Number.isNaN(a));

function enter(sorted: number[], value: Long): void {
  const v = Number(value);
  sorted.splice(placeOf(sorted, v), 0, v);
}
function leave(sorted: number[], value: Long): void {
  const v = Number(value);
  const at = placeOf(sorted, v);
  const found = sorted[at];
  if (found === v || (found !== undefined && Number.isNaN(found) && Number.isNaN(v))) sorted.splice(at, 1);
}

/** `share`: of 100. Values count from 1: at a whole position it is the mean of that and the next. */
function percentileOf(sorted: readonly number[], share: number): number | null {
  const n = sorted.length;
  if (n === 0) return null;
  const position = (share * n) / 100;
  if (!Number.isInteger(position)) return sorted[Math.max(Math.round(position), 1) - 1]!;
  return position === n ? sorted[n - 1]! : (sorted[position - 1]! + sorted[position]!) / 2;
}

export const percentile: Aggregator = {
  namespace: 'math',
  name: 'percentile',
  signature: 'math:percentile(value number, p const double)',
  doc: 'The p-th percentile of the values held, 0 < p <= 100, a double: at x = p * n / 100 of the n values in order, the mean of the x-th and the next if x is whole (the last if x is n), else the value nearest to x. Nulls are skipped; over nothing it is null. Each group has its own values. (The reference mixes the groups, fails on null and when the last value leaves, and reads int and long as float.)',
  examples: [{expression: 'math:percentile(3.5, 50.0)', result: 3.5}],
  rule: (args) => {
    const [value, p] = args;
    if (!value || !p || args.length > 2)
      return refuse(`math:percentile() takes two arguments, but found ${args.length}`);
    if (!numeric(value.type)) return refuse(`math:percentile() takes a number, but this is ${value.type}`);
    if (p.type !== 'double' || typeof p.constant !== 'number')
      return refuse(`p of math:percentile() must be a constant double, but this is ${p.type}`);
    return p.constant > 0 && p.constant <= 100
      ? returns('double')
      : refuse(`p of math:percentile() must be above 0 and not above 100, but found ${p.constant}`);
  },
  fields: () => ({d: () => []}),
  add: (f, v, _, __, help) => `if(${v}!==null)${help.constant(enter)}(${f('d')},${v});`,
  remove: (f, v, _, help) => `if(${v}!==null)${help.constant(leave)}(${f('d')},${v});`,
  value: (f, args, _, help) => `${help.constant(percentileOf)}(${f('d')},${help.constant(args[1]!.constant)})`,
};

import {type Aggregator, type Argument, type Counts, onceLess, onceMore, refuse, returns} from '../record.ts';

type Texts = Counts<string>;

const enter = (counts: Texts, v: string): void => counts.change(v, onceMore);
const leave = (counts: Texts, v: string): void => counts.change(v, onceLess);

type Order = 'ASC' | 'DESC' | undefined;
/** Joins what is held; `distinct`: each value once. */
function joiner(distinct: boolean, order: Order): (counts: Texts, separator: string | null) => string {
  return (counts, separator) => {
    const keys = [...counts.keys()];
    if (order !== undefined) keys.sort();
    if (order === 'DESC') keys.reverse();
    const all = distinct ? keys : keys.flatMap((k) => Array.from({length: counts.get(k) ?? 0}, () => k));
    return all.join(separator ?? ',');
  };
}
const orderOf = (args: readonly Argument[]): string | undefined =>
  args[3] === undefined ? undefined : String(args[3].constant).toUpperCase();
const isDynamic = (args: readonly Argument[]): boolean => args.length > 1 && args[1]!.constant === undefined;

export const groupConcat: Aggregator = {
  namespace: 'str',
  name: 'groupConcat',
  signature: 'str:groupConcat(text string[, separator string[, distinct const bool[, order const string]]])',
  doc: "The texts held, joined by the separator (',' if none is given); equal texts stand together, where the first of them arrived. With `distinct` each stands once; `order` 'ASC' or 'DESC' sorts them. Nulls are skipped; over nothing it is ''. A separator that varies is that of the event at hand.",
  examples: [
    {expression: "str:groupConcat('a')", result: 'a'},
    {expression: "str:groupConcat('a', '-', true, 'desc')", result: 'a'},
  ],
  rule: (args) => {
    const [text, separator, distinct] = args;
    if (!text || args.length > 4)
      return refuse(`str:groupConcat() takes one to four arguments, but found ${args.length}`);
    if (text.type !== 'string') return refuse(`str:groupConcat() takes a string, but this is ${text.type}`);
    if (separator && separator.type !== 'string')
      return refuse(`the separator of str:groupConcat() must be a string, but this is ${separator.type}`);
    if (distinct && typeof distinct.constant !== 'boolean')
      return refuse('distinct of str:groupConcat() must be a constant, true or false');
    if (args[3] && args[3].constant === undefined)
      return refuse("order of str:groupConcat() must be a constant, 'ASC' or 'DESC'");
    const order = orderOf(args);
    if (order !== undefined && order !== 'ASC' && order !== 'DESC')
      return refuse(`order of str:groupConcat() must be 'ASC' or 'DESC', but found '${String(args[3]?.constant)}'`);
    return returns('string');
  },
  // With a separator that varies, the group keeps the last one for as long as it holds something.
  fields: (args): Record<string, () => unknown> =>
    isDynamic(args) ? {c: () => new Map(), s: () => null} : {c: () => new Map()},
  add: (f, v, args, _, help) =>
    `if(${v}!==null)${help.constant(enter)}(${f('c')},${v});${isDynamic(args) ? `if(${f('c')}.size>0)${f('s')}=${v}1;` : ''}`,
  remove: (f, v, args, help) =>
    `if(${v}!==null)${help.constant(leave)}(${f('c')},${v});${isDynamic(args) ? `${f('s')}=${f('c')}.size>0?${v}1:null;` : ''}`,
  value: (f, args, _, help) => {
    const join = help.constant(joiner(args[2]?.constant === true, orderOf(args) as Order));
    const separator = isDynamic(args) ? f('s') : args[1] ? help.constant(args[1].constant) : 'null';
    return `${join}(${f('c')},${separator})`;
  },
  sure: true,
};

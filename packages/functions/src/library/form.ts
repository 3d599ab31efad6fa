import {type Argument, type EmitHelp, numeric, type Type} from '../record.ts';

/** One parameter: which types it takes, whether only a literal will do, whether null gets through. */
export type Parameter = {name: string; types: readonly Type[]; constant: boolean; nullable: boolean; rest: boolean};

/** What is called at run time, with the arguments' values. It throws an Error with a reason for values that it refuses. */
export type Run = (...values: never[]) => unknown;

/** One way to call a function: its parameters, its result, and what computes it. */
export type Form = {
  parameters: readonly Parameter[];
  returns: Type | 'first';
  /** Called when planned, with what is known then; throws an Error with a reason for constants that it refuses. */
  plan(args: readonly Argument[]): Run;
  /** What `Run` gets before the arguments. */
  before?: (help: EmitHelp, args: readonly Argument[]) => string;
};

const ALIASES: Record<string, readonly Type[]> = {
  number: ['int', 'long', 'float', 'double'],
  whole: ['int', 'long'],
  real: ['float', 'double'],
  value: ['string', 'int', 'long', 'float', 'double', 'bool'],
  any: ['string', 'int', 'long', 'float', 'double', 'bool', 'object'],
};

/**
 * Parameters as text: `text string, index int`, `unit const string`; a name
 * with `?` lets null through, one with `...` stands for one argument or more.
 * `number`, `whole`, `real`, `value` (not object) and `any` stand for several types.
 */
function parameters(text: string): Parameter[] {
  if (text === '') return [];
  return text.split(', ').map((part) => {
    const words = part.split(' ');
    const [name = '', type = ''] = [words[0], words.at(-1)];
    return {
      name: name.replace(/[?.]+$/, ''),
      types: type.split('|').flatMap((t) => ALIASES[t] ?? [t as Type]),
      constant: words[1] === 'const',
      nullable: /\?(?:\.\.\.)?$/.test(name),
      rest: name.endsWith('...'),
    };
  });
}

/** A form whose function needs nothing but the values. */
export function form(text: string, returns: Form['returns'], run: Run, before?: Form['before']): Form {
  return {parameters: parameters(text), returns, plan: () => run, ...(before ? {before} : {})};
}

/** A form whose function is made when planned, from the arguments' types and constants. */
export function planned(text: string, returns: Form['returns'], plan: Form['plan'], before?: Form['before']): Form {
  return {parameters: parameters(text), returns, plan, ...(before ? {before} : {})};
}

/** Whether the arguments fit; constants are judged apart. */
export function fits(form: Form, args: readonly Argument[]): boolean {
  const rest = form.parameters.at(-1)?.rest === true;
  const enough = rest ? args.length >= form.parameters.length : args.length === form.parameters.length;
  return enough && args.every((arg, i) => parameterAt(form, i).types.includes(arg.type));
}

/** The parameter that takes the i-th argument. */
export function parameterAt(form: Form, i: number): Parameter {
  return form.parameters[Math.min(i, form.parameters.length - 1)]!;
}

/** `str:charAt(text string, index int)`. */
export function signatureOf(name: string, form: Form): string {
  const list = form.parameters.map(
    (p) => `${p.name}${p.rest ? '...' : ''} ${p.constant ? 'const ' : ''}${typeWord(p.types)}`,
  );
  return `${name}(${list.join(', ')})`;
}

function typeWord(types: readonly Type[]): string {
  const alias = Object.entries(ALIASES).find(([, all]) => all.join() === types.join());
  if (alias?.[0] === 'value' || alias?.[0] === 'any' || types.every(numeric)) return alias?.[0] ?? types.join('|');
  return types.join('|');
}

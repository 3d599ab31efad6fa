import {type Argument, type Example, refuse, returns, type Ruling, type ScalarFunction} from '../record.ts';
import {fits, type Form, type Parameter, parameterAt, type Run, signatureOf} from './form.ts';

export type LibraryFunction = {
  namespace: string;
  name: string;
  doc: string;
  examples: readonly [Example, ...Example[]];
  forms: readonly Form[];
  /** What a null argument does where the parameter is not marked `?`. */
  nulls: 'refused' | 'null';
  sure?: boolean;
};

/**
 * A scalar function made of its forms. Whatever fails at run time is told with
 * the function's name and the values: `str:charAt('abc', 7): ...`.
 */
export function libraryFunction({namespace, name, doc, examples, forms, nulls, sure}: LibraryFunction): ScalarFunction {
  const full = `${namespace}:${name}`;
  return {
    namespace,
    name,
    signature: forms.map((f) => signatureOf(full, f)).join(' or '),
    doc,
    examples,
    rule: (args) => {
      const form = forms.find((f) => fits(f, args));
      return form ? ruleOf(full, form, args) : refuse(mismatch(full, forms, args));
    },
    emit: (args, types, help) => {
      const form = forms.find((f) => fits(f, types))!;
      const run = form.plan(types);
      const before = form.before?.(help, types);
      const values = before === undefined ? args : [before, ...args];
      const checks = types.map((_, i) => parameterAt(form, i));
      const call = checked(full, run, checks, nulls, before === undefined ? 0 : 1);
      return `${help.constant(call)}(${values.join(',')})`;
    },
    ...(sure === undefined ? {} : {sure}),
  };
}

function ruleOf(name: string, form: Form, args: readonly Argument[]): Ruling {
  const dynamic = args.findIndex((arg, i) => parameterAt(form, i).constant && arg.constant === undefined);
  if (dynamic >= 0) return refuse(`${parameterAt(form, dynamic).name} of ${name}() must be a constant`);
  try {
    form.plan(args);
  } catch (error) {
    return refuse(`${name}(): ${(error as Error).message}`);
  }
  return returns(form.returns === 'first' ? args[0]!.type : form.returns);
}

function mismatch(name: string, forms: readonly Form[], args: readonly Argument[]): string {
  const found = args.map((a) => a.type).join(', ');
  return `${forms.map((f) => signatureOf(name, f)).join(' or ')} expected, but found (${found})`;
}

/** `run` behind its null checks. `skip`: how many values come before the arguments. */
function checked(name: string, run: Run, checks: readonly Parameter[], nulls: 'refused' | 'null', skip: number): Run {
  const strict = checks.map((p) => !p.nullable);
  const told = (reason: string, values: readonly unknown[]): Error =>
    new Error(`${name}(${values.slice(skip).map(shown).join(', ')}): ${reason}`);
  const call = run as (...values: unknown[]) => unknown;
  return (...values: unknown[]) => {
    for (let i = 0; i < strict.length; i++) {
      if (values[i + skip] !== null || !strict[i]) continue;
      if (nulls === 'null') return null;
      throw told(`${checks[i]!.name} is null`, values);
    }
    try {
      return call(...values);
    } catch (error) {
      throw told((error as Error).message, values);
    }
  };
}

const LONGEST = 60;
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return value.length > LONGEST ? `'${value.slice(0, LONGEST)}…'` : `'${value}'`;
}

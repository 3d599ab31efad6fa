import type {Long} from '../long.ts';
import {numeric, refuse, returns, type ScalarFunction} from '../record.ts';

/** Nulls are skipped; NaN never wins against a number. */
function extreme(wins: (a: Long, b: Long) => boolean): (...values: (Long | null)[]) => Long | null {
  return (...values) => {
    let best: Long | null = null;
    for (const v of values) if (v !== null && (best === null || wins(v, best) || Number.isNaN(best))) best = v;
    return best;
  };
}

function record(name: string, word: string, wins: (a: Long, b: Long) => boolean, result: number): ScalarFunction {
  const pick = extreme(wins);
  return {
    name,
    signature: `${name}(value, ...)`,
    doc: `The ${word} of its arguments, numbers of one type; nulls are skipped, all null is null.`,
    examples: [{expression: `${name}(3, 7, 5)`, result}],
    rule: (args) => {
      const [first] = args;
      if (!first) return refuse(`${name}() needs at least one argument`);
      const wrong = args.find((a) => !numeric(a.type));
      if (wrong) return refuse(`the arguments of ${name}() must be numbers, but found ${wrong.type}`);
      const other = args.find((a) => a.type !== first.type);
      return other
        ? refuse(`the arguments of ${name}() must have one type, but found ${first.type} and ${other.type}`)
        : returns(first.type);
    },
    emit: (args, _, help) => (args.length === 1 ? (args[0] ?? 'null') : `${help.constant(pick)}(${args.join(',')})`),
  };
}

export const maximum = record('maximum', 'largest', (a, b) => a > b, 7);
export const minimum = record('minimum', 'smallest', (a, b) => a < b, 3);

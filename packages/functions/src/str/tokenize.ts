import {javaRegex, javaSplit} from '../java-regex/java-regex.ts';
import {type Argument, type Documented, refuse, returns, type Ruling} from '../record.ts';

/** A stream function that makes several rows, or none, of one: each is the row with what `run` answers added. */
export type Multiplier = Omit<Documented, 'examples'> & {
  /** The attribute that it adds; `rule` answers its type. */
  adds: string;
  rule(args: readonly Argument[]): Ruling;
  /** `run` throws an Error for values that it refuses. */
  plan(args: readonly Argument[]): (...values: unknown[]) => unknown[];
};

export const tokenize: Multiplier = {
  namespace: 'str',
  name: 'tokenize',
  signature: '#str:tokenize(text string, regex const string[, distinct const bool])',
  doc: 'One event for each part of the text split at the matches, with the part as `token`; with `distinct` each part once. A null text is a run-time error.',
  adds: 'token',
  rule: (args) => {
    const [text, regex, distinct] = args;
    if (args.length < 2 || args.length > 3)
      return refuse(`str:tokenize() takes two or three arguments, but found ${args.length}`);
    if (text?.type !== 'string') return refuse(`str:tokenize() takes a string, but this is ${text?.type}`);
    if (typeof regex?.constant !== 'string') return refuse('regex of str:tokenize() must be a constant string');
    if (distinct && typeof distinct.constant !== 'boolean')
      return refuse('distinct of str:tokenize() must be a constant, true or false');
    try {
      javaRegex(regex.constant);
    } catch (error) {
      return refuse(`str:tokenize(): ${(error as Error).message}`);
    }
    return returns('string');
  },
  plan: ([, regex, distinct]) => {
    const compiled = javaRegex(String(regex?.constant));
    return (text) => {
      if (typeof text !== 'string') throw new Error('str:tokenize(null): text is null');
      const parts = javaSplit(text, compiled);
      return distinct?.constant === true ? [...new Set(parts)] : parts;
    };
  },
};

import {SiddhiAppError} from './error.ts';
import {spanOf} from './place.ts';

/** Where `${name}` finds its value. */
export type Variables = Record<string, string> | ((name: string) => string | undefined);

/**
 * Replaces each `${name}` (letters, digits, `_`), wherever it stands; a
 * replacement is not scanned again. The position of an unknown name is one in
 * the text as given.
 */
export function substitute(text: string, variables: Variables = {}): string {
  const find = (name: string): string | undefined => {
    if (typeof variables === 'function') return variables(name);
    return Object.hasOwn(variables, name) ? variables[name] : undefined;
  };
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string, offset: number) => {
    const value = find(name);
    if (value === undefined) {
      const reason = `the variable '${name}' has no value: set it in the environment or in the configuration`;
      throw new SiddhiAppError('syntax', reason, spanOf(text, offset, offset + whole.length), text);
    }
    return value;
  });
}

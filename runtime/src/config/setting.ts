import {unreachable} from '@tandem/base';

/**
 * One row of the configuration table: where a value comes from (a key of
 * deployment.yaml, an environment variable, a default) and which values it may
 * take. An environment variable that is set wins over the file.
 */
export type Setting<T> = {
  /** Key path in deployment.yaml, sections joined by dots. */
  path: string;
  /** Older key paths that mean the same. */
  also?: readonly string[];
  env: string;
  kind: Kind;
  default: T;
  help: string;
  /** Never printed, never in `environmentFor`: comes from a secret store. */
  secret?: true;
  /** Read and checked so that an older file is accepted, but nothing depends on it. */
  idle?: true;
};

export type Kind =
  | {type: 'text'; pattern?: RegExp; expected?: string}
  | {type: 'number'; min: number; max: number; whole: boolean}
  | {type: 'yesNo'}
  | {type: 'choice'; of: readonly string[]};

type Common = {path: string; also?: readonly string[]; env: string; help: string; secret?: true; idle?: true};

export const text = (row: Common & {default?: string; pattern?: RegExp; expected?: string}): Setting<string> => {
  const {pattern, expected, ...rest} = row;
  return {
    ...rest,
    default: row.default ?? '',
    kind: {type: 'text', ...(pattern && {pattern}), ...(expected !== undefined && {expected})},
  };
};
export const whole = (row: Common & {default: number; min?: number; max?: number}): Setting<number> =>
  number(row, true);
export const fraction = (row: Common & {default: number; min?: number; max?: number}): Setting<number> =>
  number(row, false);
export const yesNo = (row: Common & {default: boolean}): Setting<boolean> => ({...row, kind: {type: 'yesNo'}});
export const port = (row: Common & {default: number}): Setting<number> => number({...row, min: 0, max: 65_535}, true);
export const choice = <const C extends readonly string[]>(
  row: Common & {default: C[number]; of: C},
): Setting<C[number]> => {
  const {of, ...rest} = row;
  return {...rest, kind: {type: 'choice', of}};
};

function number(row: Common & {default: number; min?: number; max?: number}, isWhole: boolean): Setting<number> {
  const {min = 0, max = Number.MAX_SAFE_INTEGER, ...rest} = row;
  return {...rest, kind: {type: 'number', min, max, whole: isWhole}};
}

/** What a value of this kind may be, in words: for refusals and for the documentation. */
export function allowed(kind: Kind): string {
  switch (kind.type) {
    case 'text':
      return kind.expected ?? 'a text';
    case 'yesNo':
      return 'true or false';
    case 'choice':
      return kind.of.length === 1 ? `"${kind.of[0]}"` : `one of ${kind.of.map((c) => `"${c}"`).join(', ')}`;
    case 'number': {
      const what = kind.whole ? 'a whole number' : 'a number';
      return kind.max === Number.MAX_SAFE_INTEGER
        ? `${what} of at least ${kind.min}`
        : `${what} from ${kind.min} to ${kind.max}`;
    }
    default:
      return unreachable(kind);
  }
}

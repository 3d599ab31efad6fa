import {nearest} from '@tandem/runtime/config';

/** What the user asked for cannot be synthesised. The message says all that is wrong; a stack trace would add nothing. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Stops the synthesis: the user set `key` to `value`, and only `allowed` is. */
export function refuse(key: string, value: unknown, allowed: string): never {
  throw new Refused(`${key} ${JSON.stringify(value)} is refused; allowed: ${allowed}`);
}

/** Of a closed set the one that was probably meant, as the end of a sentence. */
export function perhaps(word: string, candidates: Iterable<string>): string {
  const near = nearest(word, candidates);
  return near === undefined ? '.' : `; did you mean ${near}?`;
}

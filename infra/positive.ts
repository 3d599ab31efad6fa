import {InvalidArgumentError} from 'commander';

/** An option's number above 0. */
export function positive(text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) throw new InvalidArgumentError('Expected a number above 0.');
  return number;
}

/** An option's whole number above 0. */
export function whole(text: string): number {
  const number = positive(text);
  if (!Number.isInteger(number)) throw new InvalidArgumentError('Expected a whole number above 0.');
  return number;
}

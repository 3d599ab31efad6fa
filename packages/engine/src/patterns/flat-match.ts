import {must} from '@tandem/base';
import type {Held, Match} from './partial.ts';

/**
 * A match of single events without slots: the row at position i is `r<i>`, its timestamp `t<i>`. Where every element takes one
 * event, in turn, whatever reads a match finds all of them there. Objects of generated code, each pattern's of its own shape.
 */
export type FlatMatch = {readonly [field: string]: unknown};

export const rowField = (position: number): string => `r${position}`;
export const timeField = (position: number): string => `t${position}`;
/** Code of an attribute of a flat match `r`. */
export const flatRow = (position: number, attribute: number): string => `r.${rowField(position)}[${attribute}]`;

/** A full match with slots as a flat one. */
export function flatten({slots}: Match): FlatMatch {
  const flat: {[field: string]: unknown} = {};
  for (const [i, slot] of slots.entries()) {
    const {ts, row} = must(slot, 'a match has all its events') as Held;
    flat[rowField(i)] = row;
    flat[timeField(i)] = ts;
  }
  return flat;
}

import {must} from '@tandem/base';
import type {Held, Match} from './partial.ts';

/**
 * A match of single events without slots: the row at position i is `r<i>`, its timestamp `t<i>`. Where every element takes one
 * event, in turn, whatever reads a match finds all of them there. Objects of generated code, each pattern's of its own shape.
 */
export type FlatMatch = {readonly [field: string]: unknown};

export const rowField = (position: number): string => `r${position}`;
export const timeField = (position: number): string => `t${position}`;

/** Code of an event's row and time, where code reads a match. */
export type EventCode = {row: (position: number) => string; time: (position: number) => string};
export const flatCode: EventCode = {row: (i) => `r.${rowField(i)}`, time: (i) => `r.${timeField(i)}`};
/** Of a match of which each event is a variable, and its time another. */
export const spreadCode: EventCode = {row: (i) => `s${i}`, time: (i) => `s${i}t`};

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

import type {Value} from '../api.ts';

/**
 * What is kept of one group in one bucket: its group attributes, the last
 * values of plain attributes (with the time of the event that they are from),
 * then base values, in the order of the duration table's columns. Mutable.
 */
export type Cells = Value[];
/** The groups of a bucket by key, in order of first appearance. */
export type Groups = Map<unknown, Cells>;

export const copyOf = (cells: Cells): Cells => cells.map((cell) => (cell instanceof Set ? new Set(cell) : cell));

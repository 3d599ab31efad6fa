import type {Value} from '../api.ts';

/**
 * What is kept of one group in one bucket: its group attributes, the last
 * values of plain attributes (with the time of the event that they are from),
 * then base values, in the order of the duration table's columns. Mutable.
 */
export type Cells = {[field: string]: Value};
/** Cells as a list of values, and back. Objects of generated code: numbers in them are changed in place, in a list they are made anew. */
export type CellsForm = {
  list: (cells: Cells) => Value[];
  from: (values: readonly Value[]) => Cells;
  /** Cells that nothing is added to any more, side by side; null where some hold other base values than numbers. */
  pack: (all: readonly Cells[]) => PackedCells | null;
  unpack: (packed: PackedCells) => Cells[];
};
/** What stands before the base values of each, and the base values. */
export type PackedCells = {count: number; plain: readonly Value[]; bases: Float64Array};

export const copyOf = (values: readonly Value[]): Value[] =>
  values.map((value) => (value instanceof Set ? new Set(value) : value));

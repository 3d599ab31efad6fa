import type {Value} from '../api.ts';
import type {Distinct} from './distinct.ts';

/**
 * What is kept of one group in one bucket: its group attributes, the last
 * values of plain attributes (with the time of the event that they are from),
 * then base values, in the order of the duration table's columns. Mutable.
 */
export type Cells = {[field: string]: Value};
/** Cells as a list of values, its own, and back. Objects of generated code: numbers in them are changed in place, in a list they are made anew. */
export type CellsForm = {
  list: (cells: Cells) => Value[];
  from: (values: readonly Distinct[]) => Cells;
  /** For each value of a list, whether it is a set: `from` is given what `Distinct` says of it. */
  isSet: readonly boolean[];
  /** The key of a group. */
  key: (cells: Cells) => unknown;
  /** Cells that nothing is added to any more, side by side; null where some hold other base values than numbers. */
  pack: (all: readonly Cells[]) => PackedCells | null;
  unpack: (packed: PackedCells) => Cells[];
};
/** What stands before the base values of each, and the base values. */
export type PackedCells = {count: number; plain: readonly Value[]; bases: Float64Array};

export const copyOf = (value: Value): Value => (value instanceof Set ? new Set(value) : value);

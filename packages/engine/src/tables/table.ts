import type {Row, Value} from '../api.ts';
import type {Stateful} from '../core/state.ts';
import type {Attributes} from '../expression/scope.ts';

/**
 * A row's place in a table. The place outlives updates of the row: only its
 * table changes `row`, and never the array itself. `order` grows with insertion.
 */
export type Entry = {row: Row; readonly order: number};

export type Change = {entry: Entry; row: Row};

/** A range of numbers; an absent end is open. */
export type Range = {low?: number | bigint; lowIncluded: boolean; high?: number | bigint; highIncluded: boolean};

/**
 * An in-memory table. All finds answer in one order, whatever look-up served
 * them: ascending by the primary key where that is one number, else in order of
 * insertion.
 */
export interface Table extends Stateful {
  readonly id: string;
  readonly attributes: Attributes;
  /** Positions of `@PrimaryKey`, as declared; empty without one. */
  readonly key: readonly number[];
  /** Positions of `@Index`, one attribute each. */
  readonly indexes: readonly number[];
  /** The aggregation whose duration this is: queries only read it. */
  readonly writer?: string;
  readonly size: number;
  each(visit: (row: Row) => void): void;
  /** All entries, not to be kept: a change of the table ends the iteration's validity. */
  all(): Iterable<Entry>;
  /** `values`: one per position of `key`. A null or NaN is a key like any other here. */
  byKey(values: readonly Value[]): Entry | undefined;
  /** As `byKey`, of a key of one attribute. */
  byOnlyKey(value: Value): Entry | undefined;
  /** `position` is one of `indexes`. */
  byIndex(position: number, value: Value): readonly Entry[];
  /** Numbers within `range`; `position` is one of `indexes`, or the only one of `key`. */
  byRange(position: number, range: Range): readonly Entry[];
  /** A row whose primary key exists is dropped and reported to the planner. */
  insert(row: Row): void;
  /**
   * Changes several rows as one: all, or none where afterwards two rows would
   * have one primary key (then false; the table logs it).
   */
  replace(changes: readonly Change[]): boolean;
  remove(entry: Entry): void;
}

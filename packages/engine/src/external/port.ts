import type {Event, Row, Value} from '../api.ts';
import type {Attributes} from '../expression/scope.ts';
import type {Table} from '../tables/table.ts';

/** What whoever keeps an external table has to know of it. Positions are those of `attributes`. */
export type ExternalTableInfo = {
  id: string;
  attributes: Attributes;
  /** Positions of `@PrimaryKey`; empty without one. */
  key: readonly number[];
  /** Positions of each `@Index`, which may name several attributes here. */
  indexes: readonly (readonly number[])[];
  /** Options of `@store` by name in lower case, `type` among them. */
  options: ReadonlyMap<string, string>;
  /** Characters that each string may have at most, by position. */
  lengths: ReadonlyMap<number, number>;
  /** The aggregation that writes it. The app itself never reads such a table. */
  aggregation?: string;
};

/** `value` is never null: nothing compares with null. */
export type Bound = {position: number; operator: '==' | '<' | '<=' | '>' | '>='; value: Value};
/** Rows for which all bounds hold; without a bound all rows. */
export type Candidate = readonly Bound[];

/**
 * Something that an app wants of an external table. `number`: counts up over all requests of the app; those of one
 * table are to be done in its order. `candidates`: whatever row matters is described by one of them; the engine itself
 * decides about what they find, so more rows than needed do no harm.
 */
export type ExternalRead = {kind: 'read'; table: string; number: number; candidates: readonly Candidate[]};
export type ExternalWrite = {
  kind: 'write';
  table: string;
  number: number;
  candidates: readonly Candidate[];
  /** The query that writes; '' for an on-demand query. */
  query: string;
  /** Does to `rows` what the query says, and answers what was refused. To be called outside the app's own turn. */
  apply(rows: Table): ExternalFailure[];
  /** None of it could be done. */
  refuse(message: string): ExternalFailure[];
};
export type ExternalRequest = ExternalRead | ExternalWrite;

/** Events that met a refusal: for the run-time error of `stream` ('': none is known), with the query that failed. */
export type ExternalFailure = {message: string; stream: string; query: string; events: readonly Event[]};

/** What is brought back, in the order of the requests of a table. One that was brought before is ignored. */
export type ExternalAnswer =
  /** `rows`: all candidates of all reads of the table that wait, up to number `upTo`. */
  | {kind: 'rows'; table: string; upTo: number; rows: readonly Row[]}
  /** Those reads cannot be answered: their events fail. */
  | {kind: 'unreadable'; table: string; upTo: number; message: string}
  /** Some of a write was refused. */
  | {kind: 'refused'; table: string; number: number; failures: readonly ExternalFailure[]};

/** What on-demand queries that waited for an answer have found; `message`: they failed. */
export type OnDemandFound = {number: number; events: readonly Event[]; message?: string};

import type {AttributeType} from '@tandem/siddhiql';
import type {Value} from '@tandem/engine';

/** A value as a driver takes and gives it. */
export type SqlValue = null | number | bigint | string;

/** Statements on one connection. Rows are lists of values in the order of the columns. */
export type Session = {
  rows(sql: string, values: readonly SqlValue[]): Promise<unknown[][]>;
  run(sql: string, values: readonly SqlValue[]): Promise<void>;
};

export type Column = {name: string; type: AttributeType; /** Characters, of a string. */ length: number};

/** What is said differently to each kind of database. */
export type Dialect = {
  quoted(name: string): string;
  /** The type of a column that is created. */
  typeOf(column: Column): string;
  /** After CREATE TABLE (…). */
  tableOptions: string;
  /** After a SELECT: rows stay as they are until the transaction ends. */
  forUpdate: string;
  /** Of an INSERT that does nothing where the row is there already. */
  insertNew: string;
  /** Equal, where null equals null. */
  same: string;
  /** A DELETE or UPDATE of one row of several that are the same. */
  one(verb: string, table: string, where: string): string;
  /** After INSERT … VALUES: a row of that key takes these columns instead. */
  orReplace(key: readonly string[], columns: readonly string[]): string;
  /** Placeholders in a statement. */
  mostValues: number;
};

/** A database that keeps tables. */
export interface Database {
  readonly dialect: Dialect;
  /** All or nothing; nothing where `body` throws. A rejection may also mean that the outcome is unknown. */
  transaction<T>(body: (session: Session) => Promise<T>): Promise<T>;
  /** Columns of the table that is there, by name in lower case; undefined when there is none. */
  columns(
    session: Session,
    table: string,
  ): Promise<ReadonlyMap<string, {isText: boolean; isExact: boolean}> | undefined>;
  /** Names in lower case of the columns of the primary key and of each unique index. */
  uniques(session: Session, table: string): Promise<string[][]>;
  /** A statement met data that it cannot take: trying again would not help. The reason in words. */
  refusal(error: unknown): string | null;
  close(): Promise<void>;
}

export function toSql(value: Value, type: AttributeType): SqlValue {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'object') throw new Error(`invariant broken: an object in a column of type ${type}`);
  // A number would be sent as a double; whole numbers are whole in every comparison as what they are.
  return typeof value === 'number' && (type === 'int' || type === 'long') ? BigInt(value) : value;
}

/** Throws in words when the column holds what the attribute cannot. */
export function fromSql(value: unknown, {name, type}: Pick<Column, 'name' | 'type'>): Value {
  if (value === null || value === undefined) return null;
  switch (type) {
    case 'string':
      if (typeof value === 'string') return value;
      break;
    case 'bool':
      // A BIT column comes as bytes.
      return value instanceof Uint8Array ? value.some((byte) => byte !== 0) : Number(value) !== 0;
    case 'int':
    case 'long': {
      const whole = typeof value === 'bigint' ? value : wholeOf(value);
      const bits = type === 'int' ? 32 : 64;
      if (whole === undefined || BigInt.asIntN(bits, whole) !== whole) break;
      const number = Number(whole);
      return Number.isSafeInteger(number) ? number : whole;
    }
    case 'float':
      return Math.fround(Number(value));
    case 'double':
      return Number(value);
    default:
      break;
  }
  throw new Error(`column ${name} holds a value that is no ${type}`);
}

function wholeOf(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : undefined;
}

/** `rows`: name of an index, name of a column of it. The columns of each index, in lower case. */
export function columnsByIndex(rows: readonly (readonly unknown[])[]): string[][] {
  const columns = new Map<string, string[]>();
  for (const [index, name] of rows) {
    const own = columns.get(String(index)) ?? [];
    own.push(String(name).toLowerCase());
    columns.set(String(index), own);
  }
  return [...columns.values()];
}

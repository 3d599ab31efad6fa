import {must} from '@tandem/base';
import type {Bound, Candidate, ExternalTableInfo, ExternalWrite, Row, RowChanges, WrittenOff} from '@tandem/engine';
import {type Column, type Database, fromSql, type Session, type SqlValue, toSql} from './database.ts';
import {powerBelow, valueText, wheresOf} from './where.ts';

/** Applies writes to rows: what has to change, and what of the writes is refused. The engine's. */
export type Applying = (
  info: ExternalTableInfo,
  rows: readonly Row[],
  writes: readonly ExternalWrite[],
) => {changes: RowChanges; refused: WrittenOff[]};

/** Of a request in its journal: larger ones are later. */
export type Place = {sequence: number; ordinal: number};
export type PlacedWrite = Place & {write: ExternalWrite};

/** What an app asks to have read at once is more than is ever journalled. */
class TooManyRows extends Error {}

/** The table in which databases remember how far the writes of each channel are. */
const marks = 'TANDEM_WRITES';
/** Rows that one answer may bring into the journal, and that one transaction may look at. */
const mostRead = 10_000;
const mostHeld = 200_000;

/**
 * An external table in a database. Each batch of writes is one transaction with the place of its last write, which is noted for the
 * channel: a write at or before that place was applied already, by whomever, and changes nothing.
 */
export class KeptTable {
  readonly #database: Database;
  readonly #info: ExternalTableInfo;
  readonly #apply: Applying;
  readonly #columns: readonly Column[];
  readonly #table: string;
  readonly #name: string;
  #ready: Promise<void> | undefined;
  /** No unique index beside that of the key, so that rows can be replaced several at once. */
  #hasOneKey = true;

  /** `name`: in the database. */
  constructor(database: Database, info: ExternalTableInfo, name: string, apply: Applying) {
    this.#database = database;
    this.#info = info;
    this.#apply = apply;
    this.#name = name;
    this.#table = database.dialect.quoted(name);
    this.#columns = info.attributes.map((a, position) => ({...a, length: info.lengths.get(position) ?? 0}));
  }
  /** All rows that a candidate describes. Throws `TooManyRows`. */
  async read(candidates: readonly Candidate[]): Promise<Row[]> {
    await this.#prepared();
    return this.#database.transaction((session) => this.#rows(session, candidates, mostRead, ''));
  }
  /**
   * Applies writes in order, unless what of them is refused has still to be told: then nothing is applied, and the refusals are
   * answered. `isTold`: of the write of that number all of that was told.
   */
  async write(
    channel: string,
    writes: readonly PlacedWrite[],
    isTold: (number: number) => boolean,
  ): Promise<readonly WrittenOff[]> {
    await this.#prepared();
    const last = must(writes.at(-1), 'a write');
    try {
      return await this.#database.transaction(async (session) => {
        const mark = await this.#mark(session, channel);
        const open = writes.filter((write) => isAfter(write, mark)).map(({write}) => write);
        if (open.length === 0) return [];
        const candidates = open.flatMap((write) => write.candidates);
        const held = await this.#rows(session, candidates, mostHeld, this.#database.dialect.forUpdate);
        const {changes, refused} = this.#apply(this.#info, held, open);
        const untold = refused.filter(({number}) => !isTold(number));
        if (untold.length > 0) throw new Untold(untold);
        await this.#change(session, changes);
        await this.#setMark(session, channel, last);
        return [];
      });
    } catch (error) {
      if (error instanceof Untold) return error.refused;
      throw error;
    }
  }
  /** A write is not applied, now or later. */
  async pass(channel: string, place: Place): Promise<void> {
    await this.#prepared();
    await this.#database.transaction(async (session) => {
      if (isAfter(place, await this.#mark(session, channel))) await this.#setMark(session, channel, place);
    });
  }
  /** Why the database refuses the data of a statement, in words; null: it may take them later. */
  refusal(error: unknown): string | null {
    if (error instanceof TooManyRows) return error.message;
    const reason = this.#database.refusal(error);
    return reason === null ? null : `table '${this.#info.id}' was refused a change by its database: ${reason}`;
  }

  /** Creates the table where there is none; throws, in words, where the one that is there does not fit. */
  #prepared(): Promise<void> {
    this.#ready ??= this.#prepare().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }
  async #prepare(): Promise<void> {
    const {dialect} = this.#database;
    await this.#database.transaction(async (session) => {
      const key = {name: 'CHANNEL', type: 'string', length: 600} as const;
      await session.run(
        `CREATE TABLE IF NOT EXISTS ${marks} (CHANNEL ${dialect.typeOf(key)} NOT NULL PRIMARY KEY, SEQUENCE BIGINT NOT NULL, ORDINAL BIGINT NOT NULL)${dialect.tableOptions}`,
        [],
      );
      const found = await this.#database.columns(session, this.#name);
      if (!found) return this.#create(session);
      for (const {name, type} of this.#columns) {
        const column = found.get(name.toLowerCase());
        if (!column) throw new Error(`table ${this.#name} of the database has no column ${name}`);
        if (column.isText !== (type === 'string'))
          throw new Error(`column ${name} of table ${this.#name} of the database cannot hold ${type} values`);
      }
      const names = this.#info.key.map((position) => this.#columns[position]!.name.toLowerCase()).toSorted();
      if (names.length === 0) return;
      const uniques = await this.#database.uniques(session, this.#name);
      if (!uniques.some((unique) => unique.toSorted().join('\0') === names.join('\0')))
        throw new Error(
          `table ${this.#name} of the database has no primary key or unique index on (${names.join(', ')})`,
        );
      this.#hasOneKey = uniques.every((unique) => unique.toSorted().join('\0') === names.join('\0'));
      const blurred = names.find((name) => found.get(name)?.isExact === false);
      if (blurred !== undefined)
        throw new Error(
          `column ${blurred} of table ${this.#name} of the database takes different texts for one: its collation has to be binary and without padding`,
        );
    });
  }
  async #create(session: Session): Promise<void> {
    const {dialect} = this.#database;
    const {key, indexes} = this.#info;
    const names = (positions: readonly number[]): string =>
      positions.map((position) => dialect.quoted(this.#columns[position]!.name)).join(', ');
    const columns = this.#columns.map(
      (column, position) =>
        `${dialect.quoted(column.name)} ${dialect.typeOf(column)}${key.includes(position) ? ' NOT NULL' : ''}`,
    );
    const primary = key.length > 0 ? [`PRIMARY KEY (${names(key)})`] : [];
    await session.run(
      `CREATE TABLE IF NOT EXISTS ${this.#table} (${[...columns, ...primary].join(', ')})${dialect.tableOptions}`,
      [],
    );
    for (const [at, positions] of indexes.entries())
      await session.run(
        `CREATE INDEX ${dialect.quoted(`${this.#name.slice(0, 48)}_INDEX_${at + 1}`)} ON ${this.#table} (${names(positions)})`,
        [],
      );
  }

  async #rows(session: Session, candidates: readonly Candidate[], most: number, tail: string): Promise<Row[]> {
    const {dialect} = this.#database;
    const columns = this.#columns.map(({name}) => dialect.quoted(name)).join(',');
    const order =
      this.#info.key.length > 0
        ? ` ORDER BY ${this.#info.key.map((p) => dialect.quoted(this.#columns[p]!.name)).join(',')}`
        : '';
    const wheres = wheresOf(candidates, this.#columns, dialect, this.#info.key.length === 0);
    const found: Row[] = [];
    const keys = new Set<string>();
    for (const {sql, values} of wheres) {
      const rows = await session.rows(
        `SELECT ${columns} FROM ${this.#table}${sql}${order} LIMIT ${most + 1}${tail}`,
        values,
      );
      for (const row of rows) {
        const own = this.#columns.map((column, position) => fromSql(row[position], column));
        // Several statements may find one row.
        if (wheres.length > 1) {
          const key = this.#info.key.map((position) => valueText(own[position] ?? null)).join('\0');
          if (keys.has(key)) continue;
          keys.add(key);
        }
        found.push(own);
      }
      if (found.length > most)
        throw new TooManyRows(
          `of table '${this.#info.id}' more than ${most} rows would have to be looked at: no comparison of its condition narrows them down`,
        );
    }
    return found;
  }

  async #change(session: Session, {removed, replaced, inserted}: RowChanges): Promise<void> {
    const {dialect} = this.#database;
    const {key} = this.#info;
    await this.#remove(session, removed);
    if (key.length > 0 && this.#hasOneKey) {
      const rows = replaced.map(({to}) => to);
      const others = this.#columns.filter((_, position) => !key.includes(position)).map(({name}) => name);
      const keys = key.map((position) => this.#columns[position]!.name);
      await this.#insert(session, rows, others.length > 0 ? dialect.orReplace(keys, others) : '');
    } else {
      const sets = this.#columns.map(({name}) => `${dialect.quoted(name)}=?`).join(',');
      for (const {from, to} of replaced) {
        const {sql, values} = this.#where(from);
        await session.run(dialect.one(`UPDATE`, `${this.#table} SET ${sets}`, sql), [...this.#values(to), ...values]);
      }
    }
    await this.#insert(session, inserted, '');
  }
  /** By key as many at once as a statement takes; a row of no key, or of one with a null that others have written, by itself. */
  async #remove(session: Session, rows: readonly Row[]): Promise<void> {
    const {dialect} = this.#database;
    const {key} = this.#info;
    const isKeyed = (row: Row): boolean => key.length > 0 && key.every((position) => (row[position] ?? null) !== null);
    const keys = rows
      .filter(isKeyed)
      .map((row) => key.map((position): Bound => ({position, operator: '==', value: row[position] ?? null})));
    for (const {sql, values} of wheresOf(keys, this.#columns, dialect, false))
      await session.run(`DELETE FROM ${this.#table}${sql}`, values);
    for (const row of rows) {
      if (isKeyed(row)) continue;
      const {sql, values} = this.#where(row);
      await session.run(dialect.one('DELETE FROM', this.#table, sql), values);
    }
  }
  async #insert(session: Session, rows: readonly Row[], tail: string): Promise<void> {
    const {dialect} = this.#database;
    const names = this.#columns.map(({name}) => dialect.quoted(name)).join(',');
    const one = `(${this.#columns.map(() => '?').join(',')})`;
    const most = Math.max(1, Math.min(256, Math.floor(dialect.mostValues / this.#columns.length)));
    for (let at = 0; at < rows.length;) {
      const size = powerBelow(Math.min(most, rows.length - at));
      const some = rows.slice(at, at + size);
      await session.run(
        `INSERT INTO ${this.#table} (${names}) VALUES ${some.map(() => one).join(',')}${tail}`,
        some.flatMap((row) => this.#values(row)),
      );
      at += size;
    }
  }
  /** One row that is like this; by its key where it has one. */
  #where(row: Row): {sql: string; values: SqlValue[]} {
    const {key} = this.#info;
    const positions = key.length > 0 ? [...key] : this.#columns.map((_, position) => position);
    const {dialect} = this.#database;
    const sql = positions
      .map((position) => `${dialect.quoted(this.#columns[position]!.name)} ${dialect.same} ?`)
      .join(' AND ');
    const values = this.#values(row);
    return {sql, values: positions.map((position) => values[position]!)};
  }
  #values(row: Row): SqlValue[] {
    return this.#columns.map(({type}, position) => toSql(row[position] ?? null, type));
  }

  async #mark(session: Session, channel: string): Promise<Place> {
    const {forUpdate, insertNew} = this.#database.dialect;
    const sql = `SELECT SEQUENCE, ORDINAL FROM ${marks} WHERE CHANNEL = ?${forUpdate}`;
    let [row] = await session.rows(sql, [channel]);
    if (!row) {
      await session.run(`${insertNew} ${marks} (CHANNEL, SEQUENCE, ORDINAL) VALUES (?, 0, 0)`, [channel]);
      // Another node may have been first, and further.
      [row] = await session.rows(sql, [channel]);
    }
    const [sequence, ordinal] = must(row, 'the mark of a channel');
    return {sequence: Number(sequence), ordinal: Number(ordinal)};
  }
  async #setMark(session: Session, channel: string, {sequence, ordinal}: Place): Promise<void> {
    await session.run(`UPDATE ${marks} SET SEQUENCE = ?, ORDINAL = ? WHERE CHANNEL = ?`, [
      BigInt(sequence),
      BigInt(ordinal),
      channel,
    ]);
  }
}

/** Ends a transaction without effect. */
class Untold extends Error {
  readonly refused: readonly WrittenOff[];
  constructor(refused: readonly WrittenOff[]) {
    super('refusals have to be told first');
    this.refused = refused;
  }
}

const isAfter = (a: Place, b: Place): boolean =>
  a.sequence > b.sequence || (a.sequence === b.sequence && a.ordinal > b.ordinal);

import {must} from '@tandem/base';
import type {Candidate, ExternalTableInfo, ExternalWrite, Row, RowChanges, WrittenOff} from '@tandem/engine';
import {changeRows} from './change-rows.ts';
import type {Database} from './database.ts';
import {findRows, TooManyRows} from './find-rows.ts';
import {prepareTable} from './prepare-table.ts';
import {type SqlTable, sqlTable} from './sql-table.ts';
import {isAfter, type Place, WriteMarks} from './write-marks.ts';

/** Applies writes to rows: what has to change, and what of the writes is refused. The engine's. */
export type Applying = (
  info: ExternalTableInfo,
  rows: readonly Row[],
  writes: readonly ExternalWrite[],
) => {changes: RowChanges; refused: WrittenOff[]};

export type PlacedWrite = Place & {write: ExternalWrite};

/** Rows that one answer may bring into the journal, and that one transaction may look at. */
const mostRead = 10_000;
const mostHeld = 200_000;

/**
 * An external table in a database. Each batch of writes is one transaction with the place of its last write, which is noted for the
 * channel: a write at or before that place was applied already, by whomever, and changes nothing.
 */
export class KeptTable {
  readonly #database: Database;
  readonly #table: SqlTable;
  readonly #apply: Applying;
  readonly #marks: WriteMarks;
  #ready: Promise<{hasOneKey: boolean}> | undefined;

  /** `name`: in the database. */
  constructor(database: Database, info: ExternalTableInfo, name: string, apply: Applying) {
    this.#database = database;
    this.#table = sqlTable(info, name, database);
    this.#apply = apply;
    this.#marks = new WriteMarks(database);
  }
  /** All rows that a candidate describes. Throws `TooManyRows`. */
  async read(candidates: readonly Candidate[]): Promise<Row[]> {
    await this.#prepared();
    return this.#database.transaction((session) => findRows(session, this.#table, candidates, mostRead, ''));
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
    const {hasOneKey} = await this.#prepared();
    const last = must(writes.at(-1), 'a write');
    try {
      return await this.#database.transaction(async (session) => {
        const mark = await this.#marks.of(session, channel);
        const open = writes.filter((write) => isAfter(write, mark)).map(({write}) => write);
        if (open.length === 0) return [];
        const candidates = open.flatMap((write) => write.candidates);
        const held = await findRows(session, this.#table, candidates, mostHeld, this.#table.dialect.forUpdate);
        const {changes, refused} = this.#apply(this.#table.info, held, open);
        const untold = refused.filter(({number}) => !isTold(number));
        if (untold.length > 0) throw new Untold(untold);
        await changeRows(session, this.#table, changes, hasOneKey);
        await this.#marks.note(session, channel, last);
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
      if (isAfter(place, await this.#marks.of(session, channel))) await this.#marks.note(session, channel, place);
    });
  }
  /** Why the database refuses the data of a statement, in words; null: it may take them later. */
  refusal(error: unknown): string | null {
    if (error instanceof TooManyRows) return error.message;
    const reason = this.#database.refusal(error);
    return reason === null ? null : `table '${this.#table.info.id}' was refused a change by its database: ${reason}`;
  }

  /** Once, and again after it failed. */
  #prepared(): Promise<{hasOneKey: boolean}> {
    this.#ready ??= this.#prepare().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }
  #prepare(): Promise<{hasOneKey: boolean}> {
    return this.#database.transaction(async (session) => {
      await this.#marks.prepare(session);
      return prepareTable(session, this.#database, this.#table);
    });
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

import {must} from '@tandem/base';
import type {Database, Session} from './database.ts';

/** Of a request in its journal: larger ones are later. */
export type Place = {sequence: number; ordinal: number};

export const isAfter = (a: Place, b: Place): boolean =>
  a.sequence > b.sequence || (a.sequence === b.sequence && a.ordinal > b.ordinal);

/** The table in which databases remember how far the writes of each channel are. */
const marks = 'TANDEM_WRITES';

/** How far the writes of a channel are: read and noted in the transaction of the writes themselves. */
export class WriteMarks {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }
  /** Creates their table where there is none. */
  async prepare(session: Session): Promise<void> {
    const {dialect} = this.#database;
    const channel = dialect.typeOf({name: 'CHANNEL', type: 'string', length: 600});
    await session.run(
      `CREATE TABLE IF NOT EXISTS ${marks} (CHANNEL ${channel} NOT NULL PRIMARY KEY, SEQUENCE BIGINT NOT NULL, ORDINAL BIGINT NOT NULL)${dialect.tableOptions}`,
      [],
    );
  }
  /** Nobody else passes it until the transaction ends. */
  async of(session: Session, channel: string): Promise<Place> {
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
  async note(session: Session, channel: string, {sequence, ordinal}: Place): Promise<void> {
    await session.run(`UPDATE ${marks} SET SEQUENCE = ?, ORDINAL = ? WHERE CHANNEL = ?`, [
      BigInt(sequence),
      BigInt(ordinal),
      channel,
    ]);
  }
}
